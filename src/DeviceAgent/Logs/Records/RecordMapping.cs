using System.Text;
using Fleet.Protocol.Logs;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Records;

/// <summary>
/// Makes a line of the map that a program sent. Which keys are the line's message, level and source is fixed (docs/agent.md, Logs); the first of each list that has
/// a usable value is taken, all else stays among the fields, of whatever type it is. Not for several threads at once.
/// </summary>
internal sealed class RecordMapping(LogIntake intake)
{
    private static readonly string[] MessageKeys = ["MESSAGE", "message", "log", "msg"];
    private static readonly string[] LevelKeys = ["PRIORITY", "level", "severity"];
    private static readonly string[] SourceKeys = ["_SYSTEMD_UNIT", "SYSLOG_IDENTIFIER", "tag", "program"];

    private readonly FieldsWriter _fields = new();

    /// <param name="timeUs">When it was written.</param>
    /// <param name="record">One whole MessagePack value; a map, if the program keeps to the protocol.</param>
    /// <param name="tag">Source of records that name none.</param>
    /// <param name="metadata">One whole MessagePack value beside the record, or nothing.</param>
    public LogRecord Read(long timeUs, ReadOnlyMemory<byte> record, string tag, ReadOnlyMemory<byte> metadata = default)
    {
        var reader = new MessagePackReader(record);
        if (reader.NextMessagePackType != MessagePackType.Map)
        {
            _fields.AddRaw("record", record.Span);
            return Finish(timeUs, LogRecord.DefaultLevel, tag, "");
        }

        var (message, level, source) = Choose(record);
        var pairs = reader.ReadMapHeader();
        var (text, severity, name) = ("", LogRecord.DefaultLevel, tag);
        for (var pair = 0; pair < pairs; pair++)
        {
            var key = FieldsWriter.KeyOf(ref reader);
            var start = (int)reader.Consumed;
            if (pair == message.Pair)
            {
                text = reader.ReadString()!;
            }
            else if (pair == level.Pair)
            {
                TryReadLevel(ref reader, out severity);
            }
            else if (pair == source.Pair)
            {
                name = reader.ReadString()!;
            }
            else
            {
                reader.Skip();
                _fields.AddRaw(key, record.Span[start..(int)reader.Consumed]);
            }
        }

        if (!metadata.IsEmpty && metadata.Span is not [0x80])
        {
            _fields.AddRaw("metadata", metadata.Span);
        }

        return Finish(timeUs, severity, name, text);
    }

    private LogRecord Finish(long timeUs, int level, string source, string message)
    {
        if (_fields.IsCut)
        {
            intake.CountCut();
        }

        return new LogRecord(timeUs, level, source, message, _fields.Take());
    }

    /// <summary>Which pair of the map is what; -1 where none is.</summary>
    private static ((int Pair, int Rank) Message, (int Pair, int Rank) Level, (int Pair, int Rank) Source) Choose(ReadOnlyMemory<byte> record)
    {
        var reader = new MessagePackReader(record);
        var pairs = reader.ReadMapHeader();
        var message = (Pair: -1, Rank: int.MaxValue);
        var level = message;
        var source = message;
        for (var pair = 0; pair < pairs; pair++)
        {
            if (reader.NextMessagePackType != MessagePackType.String)
            {
                reader.Skip();
                reader.Skip();
                continue;
            }

            reader.TryReadStringSpan(out var key);
            if (RankOf(MessageKeys, key) is var asMessage && asMessage < message.Rank && reader.NextMessagePackType == MessagePackType.String)
            {
                message = (pair, asMessage);
            }
            else if (RankOf(LevelKeys, key) is var asLevel && asLevel < level.Rank && IsLevel(reader))
            {
                level = (pair, asLevel);
            }
            else if (RankOf(SourceKeys, key) is var asSource && asSource < source.Rank && reader.NextMessagePackType == MessagePackType.String)
            {
                source = (pair, asSource);
            }

            reader.Skip();
        }

        return (message, level, source);
    }

    private static int RankOf(string[] keys, ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (key.Length == keys[i].Length && Ascii.Equals(key, keys[i]))
            {
                return i;
            }
        }

        return int.MaxValue;
    }

    /// <summary>Looks ahead in a copy of the reader.</summary>
    private static bool IsLevel(MessagePackReader reader) => TryReadLevel(ref reader, out _);

    private static bool TryReadLevel(ref MessagePackReader reader, out int level)
    {
        level = LogRecord.DefaultLevel;
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Integer when reader.NextCode is <= 7:
                level = reader.ReadInt32();
                return true;
            case MessagePackType.String:
                reader.TryReadStringSpan(out var name);
                Span<char> text = stackalloc char[16];
                return name.Length <= text.Length && Encoding.UTF8.TryGetChars(name, text, out var length) && LogSeverity.TryParse(text[..length], out level);
            default:
                return false;
        }
    }
}

using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Logs;

/// <summary>
/// One line of a log, as it stands in a <see cref="LogFile"/>'s attachment: <c>[time_us, level, source, message, fields?]</c>. Records follow each other
/// without an outer array. <c>fields</c> is a map from text to any value, as its program sent it.
/// </summary>
/// <param name="TimeUs">Microseconds since 1970 UTC by the device's clock.</param>
/// <param name="Level">Syslog severity: 0 (emergency) to 7 (debug).</param>
/// <param name="Source">Program, unit or tag; may be empty.</param>
/// <param name="Message">In lines; empty when the fields say all.</param>
/// <param name="Fields">MessagePack of a map; empty when there are none.</param>
public readonly record struct LogRecord(long TimeUs, int Level, string Source, string Message, ReadOnlyMemory<byte> Fields)
{
    /// <summary>Severity of a line that says none: informational.</summary>
    public const int DefaultLevel = 6;

    public void Write(ref MessagePackWriter writer)
    {
        writer.PutArray(Fields.IsEmpty ? 4 : 5);
        writer.Put(TimeUs);
        writer.Put(Level);
        writer.Put(Source);
        writer.Put(Message);
        if (!Fields.IsEmpty)
        {
            writer.WriteRaw(Fields.Span);
        }
    }

    /// <summary>Reads the record at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">Records; the last may be cut.</param>
    /// <param name="length">How many bytes it took.</param>
    /// <exception cref="ProtocolException">There is no whole record.</exception>
    public static LogRecord Read(ReadOnlyMemory<byte> bytes, out int length)
    {
        var reader = new MessagePackReader(bytes);
        var record = CheckedReader.Guard(ref reader, "log record", bytes, ReadRecord);
        length = (int)reader.Consumed;
        return record;
    }

    private static LogRecord ReadRecord(ref MessagePackReader reader, ReadOnlyMemory<byte> bytes)
    {
        var count = CheckedReader.ArrayHeader(ref reader, "log record", 4);
        var time = CheckedReader.Int64(ref reader, "time_us");
        var level = (int)CheckedReader.Int64(ref reader, "level", 0, LogFile.LevelCount - 1);
        var source = CheckedReader.Lines(ref reader, "source", ProtocolLimits.MaxNameLength);
        var message = CheckedReader.Lines(ref reader, "message", ProtocolLimits.MaxLogMessageLength);
        var fields = ReadOnlyMemory<byte>.Empty;
        if (count > 4)
        {
            var start = (int)reader.Consumed;
            if (reader.NextMessagePackType != MessagePackType.Map)
            {
                throw CheckedReader.Wrong("fields", start, $"expected a map, found {reader.NextMessagePackType}");
            }

            CheckedReader.Skip(ref reader);
            fields = bytes[start..(int)reader.Consumed];
        }

        CheckedReader.SkipRest(ref reader, count, known: 5);
        return new LogRecord(time, level, source, message, fields);
    }
}

using Fleet.DeviceAgent.Logs.Records;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Logs;

/// <summary>The last lines, in memory: for a person who looks, and for the note of a crash. Bounded in lines and in characters.</summary>
internal sealed class LogTail(int maxLines = LogTail.DefaultLines, int maxCharacters = LogTail.DefaultCharacters)
{
    public const int DefaultLines = 500;

    /// <summary>A quarter of a megabyte of memory.</summary>
    private const int DefaultCharacters = 128 * 1024;

    /// <summary>Of one line: more tells a reader no more.</summary>
    private const int MaxMessage = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<TailLine> _lines = new();
    private int _characters;

    public void Add(in LogRecord record)
    {
        var text = record.Message.Length > 0 || record.Fields.IsEmpty ? record.Message : FieldsText.Of(record.Fields, MaxMessage);
        var isCut = false;
        var line = new TailLine(record.TimeUs, record.Level, record.Source, LogText.Clean(text, MaxMessage, ref isCut));
        lock (_gate)
        {
            _lines.Enqueue(line);
            _characters += line.Characters;
            while (_lines.Count > maxLines || _characters > maxCharacters)
            {
                _characters -= _lines.Dequeue().Characters;
            }
        }
    }

    /// <summary>At most so many of the last lines, the oldest first.</summary>
    public IReadOnlyList<TailLine> Last(int lines)
    {
        lock (_gate)
        {
            return [.. _lines.Skip(_lines.Count - Math.Min(lines, _lines.Count))];
        }
    }
}

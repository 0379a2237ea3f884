using System.Text;

namespace Fleet.EndToEnd.Tests.Processes;

/// <summary>What a process wrote, the last of it: for the messages of failures, and for tests of what a program says.</summary>
internal sealed class OutputLog
{
    private const int MaxLines = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public string Tail(int lines)
    {
        var text = new StringBuilder();
        foreach (var line in Lines.TakeLast(lines))
        {
            text.Append("    ").AppendLine(line);
        }

        return text.ToString();
    }
}

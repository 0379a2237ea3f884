using System.Globalization;

namespace Fleet.Domain.Traces.Texts;

/// <summary>
/// Python's tracebacks (library reference, <c>traceback</c>): frames from the outermost to the innermost, then the exception. Of exceptions that came of each
/// other the last is what ended the program, and is read; of a group its own.
/// <code>
/// Traceback (most recent call last):
///   File "/opt/app/main.py", line 10, in &lt;module&gt;
///     main()
/// ValueError: message
/// </code>
/// </summary>
internal static class PythonTraceback
{
    private const string Begin = "Traceback (most recent call last):";

    public static TextStack Read(string text)
    {
        var lines = TextLines.Of(text);
        var last = lines.FindLastIndex(l => l.EndsWith(Begin, StringComparison.Ordinal) && !IsInGroup(l));
        return last < 0 ? TextStack.Empty : ReadOne(lines, last);
    }

    /// <summary>Exceptions of a group stand behind a margin; the group's own first line has one as well, of one level.</summary>
    private static bool IsInGroup(string line) => line.AsSpan().TrimStart() is ['|' or '+', ..] trimmed && !trimmed.StartsWith("+ Exception Group ");

    private static TextStack ReadOne(List<string> lines, int at)
    {
        var margin = lines[at].Contains("+ Exception Group ", StringComparison.Ordinal) ? lines[at].IndexOf('+') + 2 : 0;
        var frames = new List<TraceFrame>();
        for (var i = at + 1; i < lines.Count; i++)
        {
            var line = lines[i].Length >= margin ? lines[i].AsSpan(margin) : lines[i].AsSpan().TrimStart(" |");
            if (TryFrame(line, out var frame))
            {
                frames.Add(frame);
                if (frames.Count > TextLimits.MaxFrames)
                {
                    // The innermost come last.
                    frames.RemoveAt(0);
                }
            }
            else if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] is not ('|' or '+'))
            {
                frames.Reverse();
                return Exception(line, frames);
            }
        }

        frames.Reverse();
        return new TextStack("", "", frames);
    }

    private static TextStack Exception(ReadOnlySpan<char> line, List<TraceFrame> frames)
    {
        var colon = line.IndexOf(": ");
        var type = colon < 0 ? line.TrimEnd(':') : line[..colon];
        return IsType(type)
            ? new TextStack(type.ToString(), colon < 0 ? "" : TextStack.Bounded(line[(colon + 2)..], TextLimits.MaxMessage), frames)
            : new TextStack("", TextStack.Bounded(line, TextLimits.MaxMessage), frames);
    }

    private static bool IsType(ReadOnlySpan<char> type)
    {
        foreach (var c in type)
        {
            // Of classes within functions: module.function.<locals>.Name.
            if (!(char.IsLetterOrDigit(c) || c is '_' or '.' or '<' or '>'))
            {
                return false;
            }
        }

        return type.Length is > 0 and <= TextLimits.MaxType;
    }

    private static bool TryFrame(ReadOnlySpan<char> line, out TraceFrame frame)
    {
        const string Before = "  File \"";
        const string Line = "\", line ";
        const string In = ", in ";
        frame = null!;
        var start = line.IndexOf(Before);
        var quote = line.LastIndexOf(Line);
        if (start != 0 || quote < Before.Length)
        {
            return false;
        }

        var rest = line[(quote + Line.Length)..];
        var comma = rest.IndexOf(In);
        if (!int.TryParse(comma < 0 ? rest : rest[..comma], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        // The place of a syntax error is in no function.
        var function = comma < 0 ? "<module>" : TextStack.Bounded(rest[(comma + In.Length)..], TraceLimits.MaxFunction);
        frame = TraceFrame.OfText(WithoutLocals(function), line[Before.Length..quote].ToString(), number);
        return true;
    }

    /// <summary>Where a function was defined is not where it failed: <c>outer.&lt;locals&gt;.inner</c> as it is, in one form.</summary>
    private static string WithoutLocals(string function) => function.Replace(".<locals>", "", StringComparison.Ordinal);
}

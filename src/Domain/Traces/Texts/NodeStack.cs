using System.Globalization;

namespace Fleet.Domain.Traces.Texts;

/// <summary>
/// Stacks of V8 (its documentation, "Stack trace API"): the exception, then frames from the innermost outward. Causes stand behind, in brackets, and are not read.
/// <code>
/// TypeError: message
///     at Sensor.read [as poll] (/opt/app/sensor.js:3:9)
///     at main (/opt/app/main.js:10:1)
/// </code>
/// </summary>
internal static class NodeStack
{
    private const string At = "at ";

    /// <summary>Before a function that waits for the one above it.</summary>
    private const string Awaited = "async\u0020";

    public static TextStack Read(string stack)
    {
        var lines = TextLines.Of(stack);
        var first = lines.FindIndex(l => l.AsSpan().TrimStart().StartsWith(At));
        if (first < 0)
        {
            return TextStack.Empty;
        }

        var indent = lines[first].Length - lines[first].AsSpan().TrimStart().Length;
        var frames = new List<TraceFrame>();
        foreach (var line in lines.Skip(first))
        {
            var trimmed = line.AsSpan().TrimStart();
            var isFrame = trimmed.StartsWith(At) && line.Length - trimmed.Length == indent && frames.Count < TextLimits.MaxFrames;
            if (!isFrame)
            {
                break;
            }

            // Properties of the exception follow behind the last.
            var text = trimmed[At.Length..];
            if (FrameOf(text.EndsWith(" {") ? text[..^2] : text) is { } frame)
            {
                frames.Add(frame);
            }
        }

        var (type, message) = ExceptionOf(lines, first);
        return new TextStack(type, message, frames);
    }

    /// <summary>The nearest line above that names one: messages may have several lines.</summary>
    private static (string Type, string Message) ExceptionOf(List<string> lines, int first)
    {
        for (var i = first - 1; i >= 0; i--)
        {
            var line = lines[i].AsSpan();
            var uncaught = line.IndexOf("Uncaught ");
            line = uncaught == 0 ? line["Uncaught ".Length..] : line;
            var end = line.IndexOf(':');
            var type = end < 0 ? line : line[..end];

            // With a code: "TypeError [ERR_INVALID_ARG_TYPE]: ...".
            type = type.IndexOf(" [") is var bracket and > 0 ? type[..bracket] : type;
            if (IsType(type) && (end < 0 || line.Length == end + 1 || line[end + 1] == ' '))
            {
                return (type.ToString(), end < 0 ? "" : TextStack.Bounded(line[(end + 1)..], TextLimits.MaxMessage));
            }
        }

        return ("", "");
    }

    private static bool IsType(ReadOnlySpan<char> type)
    {
        foreach (var c in type)
        {
            if (!(char.IsLetterOrDigit(c) || c is '_' or '$' or '.'))
            {
                return false;
            }
        }

        return type.Length is > 0 and <= TextLimits.MaxType && char.IsLetter(type[0]);
    }

    private static TraceFrame? FrameOf(ReadOnlySpan<char> text)
    {
        text = text.StartsWith(Awaited) ? text[Awaited.Length..] : text;
        var open = text.EndsWith(")") ? text.LastIndexOf(" (") : -1;
        var function = open < 0 ? "" : text[..open];
        var place = open < 0 ? text : text[(open + 2)..^1];

        // "Promise.all (index 0)" is no code of anybody's.
        return PlaceOf(place) is var (file, line) ? TraceFrame.OfText(NameOf(function), file, line) : null;
    }

    /// <summary>Without the name that it was called by, and without what it was called on when that is only <c>Object</c>.</summary>
    private static string NameOf(ReadOnlySpan<char> function)
    {
        function = function.IndexOf(" [as ") is var alias and > 0 ? function[..alias] : function;
        function = function.StartsWith("new ") ? function["new ".Length..] : function;
        function = function.StartsWith("Object.") || function.StartsWith("Module.") && function.Length > 7 ? function[7..] : function;
        return function.IsEmpty ? "<anonymous>" : TextStack.Bounded(function, TraceLimits.MaxFunction);
    }

    /// <summary><c>file:line:column</c>; the file may be a URL, or <c>native</c>.</summary>
    private static (string File, int Line)? PlaceOf(ReadOnlySpan<char> place)
    {
        var column = place.LastIndexOf(':');
        var line = column > 0 ? place[..column].LastIndexOf(':') : -1;
        if (line <= 0 || !int.TryParse(place[(line + 1)..column], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !int.TryParse(place[(column + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return place is "native" or "<anonymous>" ? (place.ToString(), 0) : null;
        }

        var file = place[..line];
        return (file.StartsWith("file://") ? file["file://".Length..].ToString() : file.ToString(), number);
    }
}

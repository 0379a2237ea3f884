using System.Globalization;

namespace Fleet.Domain.Traces.Texts;

/// <summary>
/// What <c>Exception.ToString()</c> makes, and .NET prints of an exception that nobody caught.
/// <code>
/// System.InvalidOperationException: message
///  ---> System.IO.IOException: cause
///    at Acme.Sensor.Read(String path) in /src/Sensor.cs:line 12
///    --- End of inner exception stack trace ---
///    at Acme.Program.Main() in /src/Program.cs:line 5
/// </code>
/// </summary>
internal static class DotNetStack
{
    private const string Inner = "---> ";
    private const string EndOfInner = "--- End of inner exception stack trace ---";

    private static readonly HashSet<string> Envelopes = new(StringComparer.Ordinal)
    {
        "System.AggregateException", "System.Reflection.TargetInvocationException", "System.TypeInitializationException",
    };

    /// <summary>What the runtime puts between a method and the one that awaits it.</summary>
    private static readonly string[] Noise =
    [
        "System.Runtime.CompilerServices.", "System.Runtime.ExceptionServices.", "System.Threading.",
    ];

    public static TextStack Read(string text)
    {
        var chain = new List<CausedStack>();
        var open = new Stack<CausedStack>();
        foreach (var raw in TextLines.Of(text))
        {
            var line = raw.AsSpan().Trim();
            if (line.StartsWith("at ") && open.TryPeek(out var current))
            {
                Add(current, line["at ".Length..]);
            }
            else if (line.StartsWith(EndOfInner))
            {
                if (open.Count > 1)
                {
                    open.Pop();
                }
            }
            else if (line.StartsWith(Inner) || open.Count == 0)
            {
                // One behind "(Inner Exception #0)" of an AggregateException repeats the first or is its sibling.
                if (chain.Count < TextLimits.MaxCauses && !line.StartsWith("---> (Inner Exception #") && Exception(line.StartsWith(Inner) ? line[Inner.Length..] : line) is { } found)
                {
                    chain.Add(found);
                    open.Push(found);
                }
            }
        }

        return CausedStack.Join(chain, Envelopes);
    }

    private static CausedStack? Exception(ReadOnlySpan<char> line)
    {
        const string Unhandled = "Unhandled exception. ";
        line = line.StartsWith(Unhandled) ? line[Unhandled.Length..] : line;
        var colon = line.IndexOf(": ");
        var type = colon < 0 ? line.TrimEnd(':') : line[..colon];

        // "System.IO.IOException (5): Input/output error".
        type = type.IndexOf(" (") is var bracket and > 0 ? type[..bracket] : type;
        return IsType(type) ? new CausedStack(type.ToString(), colon < 0 ? "" : TextStack.Bounded(line[(colon + 2)..], TextLimits.MaxMessage)) : null;
    }

    private static bool IsType(ReadOnlySpan<char> type)
    {
        foreach (var c in type)
        {
            if (!(char.IsLetterOrDigit(c) || c is '_' or '.' or '+' or '`' or '[' or ']' or ','))
            {
                return false;
            }
        }

        return type.Length is > 0 and <= TextLimits.MaxType && char.IsLetter(type[0]);
    }

    private static void Add(CausedStack exception, ReadOnlySpan<char> text)
    {
        if (exception.Frames.Count == TextLimits.MaxFrames)
        {
            return;
        }

        var (file, line) = ("", 0);
        var place = text.LastIndexOf(" in ");
        var number = text.LastIndexOf(":line ");
        if (place > 0 && number > place && int.TryParse(text[(number + ":line ".Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out line))
        {
            file = text[(place + " in ".Length)..number].ToString();
            text = text[..place];
        }

        var arguments = text.IndexOf('(');
        var name = DotNetName.Canonical(TextStack.Bounded(arguments > 0 ? text[..arguments] : text, TraceLimits.MaxFunction));
        if (name.Length > 0 && !Array.Exists(Noise, n => name.StartsWith(n, StringComparison.Ordinal)))
        {
            exception.Frames.Add(TraceFrame.OfText(name, file, line));
        }
    }
}

using System.Globalization;

namespace Fleet.Domain.Traces.Texts;

/// <summary>
/// What <c>Throwable.printStackTrace</c> prints.
/// <code>
/// Exception in thread "main" java.lang.IllegalStateException: message
///         at com.acme.Main.run(Main.java:10)
/// Caused by: java.io.IOException: cause
///         at com.acme.Sensor.read(Sensor.java:3)
///         ... 1 more
/// </code>
/// </summary>
internal static class JavaStack
{
    private const string Cause = "Caused by: ";

    private static readonly HashSet<string> Envelopes = new(StringComparer.Ordinal)
    {
        "java.lang.reflect.InvocationTargetException", "java.util.concurrent.ExecutionException", "java.util.concurrent.CompletionException", "java.lang.ExceptionInInitializerError",
    };

    public static TextStack Read(string text)
    {
        var chain = new List<CausedStack>();
        foreach (var raw in TextLines.Of(text))
        {
            var line = raw.AsSpan().Trim();
            if (line.StartsWith("at ") && chain.Count > 0)
            {
                Add(chain[^1], line["at ".Length..]);
            }
            else if (chain.Count < TextLimits.MaxCauses && (chain.Count == 0 || line.StartsWith(Cause))
                && Exception(line.StartsWith(Cause) ? line[Cause.Length..] : line) is { } found)
            {
                chain.Add(found);
            }
        }

        return CausedStack.Join(chain, Envelopes);
    }

    private static CausedStack? Exception(ReadOnlySpan<char> line)
    {
        const string Thread = "Exception in thread \"";
        if (line.StartsWith(Thread))
        {
            var close = line[Thread.Length..].IndexOf("\" ");
            line = close < 0 ? default : line[(Thread.Length + close + 2)..];
        }

        var colon = line.IndexOf(": ");
        var type = colon < 0 ? line.TrimEnd(':') : line[..colon];
        return IsType(type) ? new CausedStack(type.ToString(), colon < 0 ? "" : TextStack.Bounded(line[(colon + 2)..], TextLimits.MaxMessage)) : null;
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

        return type.Length is > 0 and <= TextLimits.MaxType && type.Contains('.');
    }

    private static void Add(CausedStack exception, ReadOnlySpan<char> text)
    {
        var open = text.IndexOf('(');
        if (open <= 0 || exception.Frames.Count == TextLimits.MaxFrames)
        {
            return;
        }

        var place = text[(open + 1)..].TrimEnd(')');
        var colon = place.LastIndexOf(':');
        var line = 0;
        var file = colon > 0 && int.TryParse(place[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out line) ? place[..colon] : default;
        var name = NameOf(TextStack.Bounded(text[..open], TraceLimits.MaxFunction));
        exception.Frames.Add(TraceFrame.OfText(name, file.ToString(), line));
    }

    /// <summary>Without loader and module (<c>app//java.base@21/</c>); lambdas and generated classes without their ordinals.</summary>
    private static string NameOf(string name)
    {
        name = name.IndexOf("$$", StringComparison.Ordinal) is var generated and > 0 ? $"{name[..generated]}.{{generated}}" : name;
        name = name[(name.LastIndexOf('/') + 1)..];
        var lambda = name.IndexOf("lambda$", StringComparison.Ordinal);
        if (lambda < 0)
        {
            return name;
        }

        var method = name[(lambda + "lambda$".Length)..];
        var ordinal = method.LastIndexOf('$');
        return $"{name[..lambda]}{(ordinal > 0 ? method[..ordinal] : method)}.{{lambda}}";
    }
}

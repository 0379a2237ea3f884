using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;

namespace Fleet.Domain.Tests.Traces.Grouping;

/// <summary>Traces in few words: <c>module!function</c>, a <c>?</c> before it for a frame that was scanned for, <c>module@build-id+offset</c> without symbols.</summary>
internal static class Stacks
{
    public static Trace Native(CrashClass crash, params IEnumerable<string> frames) => new()
    {
        Language = TraceLanguage.Native,
        Class = crash,
        Program = "app",
        Signal = 11,
        Threads = [new TraceThread(1, "main", [.. frames.Select(Frame)])],
    };

    public static SignatureSet SignaturesOf(Trace trace, string rules = "") => TraceSignatures.Of(trace, "main", GroupingRules.Parse(rules));

    public static Signature KeyOf(params string[] frames) => SignaturesOf(Native(CrashClass.SegvNull, frames)).Key;

    /// <summary>The frames of an issue's signature.</summary>
    public static IEnumerable<string> FramesOf(Trace trace, string rules = "") => SignaturesOf(trace, rules).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(3);

    public static TraceFrame Frame(string text)
    {
        var isScanned = text.StartsWith('?');
        text = text.TrimStart('?');
        var trust = isScanned ? TraceTrust.Scan : TraceTrust.Cfi;
        var bang = text.IndexOf('!', StringComparison.Ordinal);
        if (bang >= 0)
        {
            return new TraceFrame(text[..bang], "ab12", 0x100, text[(bang + 1)..], "/build/main.cc", 10, IsInlined: false, trust);
        }

        var (at, plus) = (text.IndexOf('@', StringComparison.Ordinal), text.IndexOf('+', StringComparison.Ordinal));
        return new TraceFrame(text[..at], text[(at + 1)..plus], Convert.ToUInt64(text[(plus + 1)..], 16), "", "", 0, IsInlined: false, trust);
    }
}

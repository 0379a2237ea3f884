using System.Text;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>
/// Makes signatures of a trace. What goes in: software type, crash class, and frames of the application as <see cref="FrameSieve"/> leaves them; never an address
/// (but offsets in a module, where there are no symbols), never a line. Without a frame of the application: the first frame that is not the system's; else where
/// it failed exactly, with the program's name, so that these are not one bucket for all.
/// </summary>
public static class TraceSignatures
{
    /// <summary>
    /// Of the text and of all that names and sieves frames. Whoever changes what comes out for any trace raises it and keeps the old one beside it until no
    /// stored trace has only that: issues are found by both.
    /// </summary>
    public const int Algorithm = 1;

    /// <summary>Frames of an issue's signature: measured as the number that separates and does not scatter (docs/design/traces.md).</summary>
    public const int KeyFrames = 3;

    /// <summary>Frames that the rules go on past, in one signature: they do not count, and must end somewhere.</summary>
    public const int MaxPast = 8;

    /// <summary>Frames of the level with all of them.</summary>
    public const int MaxFrames = 256;

    public static SignatureSet Of(Trace trace, string softwareType, GroupingRules rules)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(rules);
        var stack = GroupingStack.Of(trace, rules);
        var exact = Hash(Lines(softwareType, "L0", trace, [trace.Program, stack.Exact ?? ""]));
        if (stack.Application.Count > 0)
        {
            var text = Lines(softwareType, "L2", trace, Take(stack.Application, KeyFrames));
            return new SignatureSet(
                exact,
                Hash(Lines(softwareType, "L1", trace, Take(stack.Application, 1))),
                Hash(text),
                Hash(Lines(softwareType, "L3", trace, stack.Application.Take(MaxFrames).Select(f => f.Key))),
                IsPlaceholder: false,
                TraceTitle.Of(trace, stack.Application.FirstOrDefault(f => !f.IsPast, stack.Application[0]).Key),
                text);
        }

        if (stack.Foreign is { } foreign)
        {
            var text = Lines(softwareType, "L2-foreign", trace, [foreign]);
            return new SignatureSet(exact, null, Hash(text), null, IsPlaceholder: false, TraceTitle.Of(trace, foreign), text);
        }

        // What has no stack at all will never have one: its class and program are all it is.
        var rest = stack.Exact is { } at ? Lines(softwareType, "L2-exact", trace, [trace.Program, at]) : Lines(softwareType, "L2-class", trace, [trace.Program]);
        return new SignatureSet(exact, null, Hash(rest), null, stack.Exact is not null, TraceTitle.Of(trace, stack.Exact ?? trace.Program), rest);
    }

    private static IEnumerable<string> Take(IReadOnlyList<GroupingFrame> frames, int count)
    {
        var past = 0;
        foreach (var frame in frames)
        {
            if (frame.IsPast && past < MaxPast)
            {
                past++;
                yield return frame.Key;
                continue;
            }

            if (count-- == 0)
            {
                yield break;
            }

            yield return frame.Key;
        }
    }

    private static Signature Hash(string text) => Signature.Of(Algorithm, text);

    private static string Lines(string softwareType, string level, Trace trace, IEnumerable<string> parts)
    {
        var text = new StringBuilder();
        Append(text, softwareType);
        Append(text, level);
        Append(text, trace.Class.Text);
        foreach (var part in parts)
        {
            Append(text, part);
        }

        return text.ToString();
    }

    /// <summary>A line of its own: what a name holds cannot end it.</summary>
    private static void Append(StringBuilder text, string part)
    {
        foreach (var c in part)
        {
            text.Append(char.IsControl(c) ? ' ' : c);
        }

        text.Append('\n');
    }
}

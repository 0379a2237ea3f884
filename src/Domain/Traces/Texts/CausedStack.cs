namespace Fleet.Domain.Traces.Texts;

/// <summary>One of the exceptions in a text, each caused by the next.</summary>
internal sealed class CausedStack(string type, string message)
{
    public string Type { get; } = type;

    public string Message { get; } = message;

    public List<TraceFrame> Frames { get; } = [];

    /// <summary>
    /// All of them as one: the frames of the innermost cause first, since that is where it began, and the type of the outermost that says something by itself.
    /// </summary>
    /// <param name="chain">The outermost first.</param>
    /// <param name="envelopes">Types that only carry another.</param>
    public static TextStack Join(IReadOnlyList<CausedStack> chain, IReadOnlySet<string> envelopes)
    {
        if (chain.Count == 0)
        {
            return TextStack.Empty;
        }

        var telling = chain.FirstOrDefault(e => !envelopes.Contains(e.Type), chain[^1]);
        return new TextStack(telling.Type, telling.Message, [.. chain.Reverse().SelectMany(e => e.Frames).Take(TextLimits.MaxFrames)]);
    }
}

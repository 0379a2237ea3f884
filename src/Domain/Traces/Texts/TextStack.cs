namespace Fleet.Domain.Traces.Texts;

/// <summary>What a text says of a failure.</summary>
/// <param name="Type">Of the exception; the kind of a kernel's failure. Empty when the text does not say.</param>
/// <param name="Message">For people.</param>
/// <param name="Frames">The innermost first; empty when none could be read.</param>
public sealed record TextStack(string Type, string Message, IReadOnlyList<TraceFrame> Frames)
{
    public static TextStack Empty { get; } = new("", "", []);

    internal static string Bounded(ReadOnlySpan<char> text, int atMost)
    {
        text = text.Trim();
        return (text.Length <= atMost ? text : text[..atMost]).ToString();
    }
}

using Fleet.Domain.Traces.Issues;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>
/// The signatures that a trace has and had, the newest first, as a text to be stored: each as <see cref="Signature.ToString"/> has it, a placeholder with <c>~</c>
/// behind it, a space between two.
/// </summary>
public static class SignatureList
{
    /// <summary>
    /// Signatures that are kept of a trace. All of them lead to one issue already, so what is beyond is not needed to find it; each new set of symbols adds one.
    /// </summary>
    public const int Max = 32;

    private const char Placeholder = '~';

    /// <summary>Those that a trace has now before those that it had, each once, the oldest cut off behind <see cref="Max"/>.</summary>
    public static IReadOnlyList<TraceSignature> Join(IEnumerable<TraceSignature> now, IEnumerable<TraceSignature> former) =>
        [.. now.Concat(former).DistinctBy(s => s.Value).Take(Max)];

    public static string Format(IEnumerable<TraceSignature> signatures) =>
        string.Join(' ', signatures.Select(s => s.IsPlaceholder ? $"{s.Value}{Placeholder}" : s.Value.ToString()));

    /// <exception cref="InvalidDataException">The text is none.</exception>
    public static IReadOnlyList<TraceSignature> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => Signature.TryParse(one.TrimEnd(Placeholder), out var signature)
            ? new TraceSignature(signature, one[^1] == Placeholder)
            : throw new InvalidDataException($"'{one}' is no signature"))];
    }
}

using System.Text;

namespace Fleet.Grains.Traces;

/// <summary>Texts that are made of what devices say, as databases take them.</summary>
public static class StorableText
{
    /// <summary>Cut behind a whole character, without halves of pairs and without control characters, each of which becomes U+FFFD.</summary>
    public static string Of(string text, int max)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kept = new StringBuilder(Math.Min(text.Length, max));
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > max)
            {
                break;
            }

            kept.Append(Rune.IsControl(rune) ? Rune.ReplacementChar : rune);
        }

        return kept.ToString();
    }
}

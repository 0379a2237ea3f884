using System.Text;

namespace Fleet.Storage.Devices;

/// <summary>Ends of ranges of texts, in the order of code points.</summary>
internal static class TextAfter
{
    private const int LastCodePoint = 0x10FFFF;

    /// <returns>The least text that is after all that begin with the prefix; null when there is none.</returns>
    public static string? AllThatBeginWith(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0 && runes[^1].Value == LastCodePoint)
        {
            runes.RemoveAt(runes.Count - 1);
        }

        if (runes.Count == 0)
        {
            return null;
        }

        // Code points of surrogates are in no text: the one after U+D7FF is U+E000.
        var last = runes[^1].Value + 1;
        runes[^1] = Rune.IsValid(last) ? new Rune(last) : new Rune(0xE000);
        return string.Concat(runes);
    }
}

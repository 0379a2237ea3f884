using System.Buffers;

namespace Fleet.DeviceAgent.Logs;

/// <summary>Makes what programs write into text that the protocol takes.</summary>
internal static class LogText
{
    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 256).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\e'))]);

    /// <summary>Cuts to <paramref name="atMost"/> characters, and puts U+FFFD in the place of control characters.</summary>
    public static string Clean(string text, int atMost, ref bool isCut)
    {
        if (text.Length > atMost)
        {
            isCut = true;
            text = text[..(char.IsHighSurrogate(text[atMost - 1]) ? atMost - 1 : atMost)];
        }

        return text.AsSpan().IndexOfAny(Forbidden) < 0 ? text : string.Create(text.Length, text, static (clean, text) =>
        {
            for (var i = 0; i < clean.Length; i++)
            {
                clean[i] = Forbidden.Contains(text[i]) ? '\uFFFD' : text[i];
            }
        });
    }
}

using Fleet.Domain.Traces;

namespace Fleet.Symbolication.Processing;

/// <summary>Texts of one trace, within what a stored trace may have; names are a file's or a process's.</summary>
internal sealed class TraceTexts
{
    /// <summary>Characters of different texts together: half of what an encoded trace may have, if all of them take two bytes.</summary>
    private const int MaxCharacters = TraceLimits.MaxEncodedBytes / 4;

    /// <summary>Half of what a trace may have: the rest is for variables.</summary>
    private const int MaxTexts = TraceLimits.MaxTexts / 2;

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private int _characters;

    public string Function(string text) => Keep(text, TraceLimits.MaxFunction);

    public string Text(string text) => Keep(text, TraceLimits.MaxText);

    /// <summary>Its last part.</summary>
    public string FileName(string path) => Text(path[(path.LastIndexOf('/') + 1)..]);

    /// <summary>At most so many characters, whole ones.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private string Keep(string text, int most)
    {
        text = Cut(text, most);
        if (_known.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_known.Count >= MaxTexts || _characters > MaxCharacters - text.Length)
        {
            return "";
        }

        _characters += text.Length;
        _known.Add(text, text);
        return text;
    }
}

using System.Globalization;
using System.Text;

namespace Fleet.Symbolication.Variables.Values;

/// <summary>Text that is not longer than it may be: what is beyond is left out, and <c>...</c> behind it says so.</summary>
internal sealed class BoundedText(int most)
{
    private const string Cut = "...";

    private readonly StringBuilder _text = new();

    /// <summary>Nothing more is taken.</summary>
    public bool IsFull => _text.Length > most;

    public int Length => _text.Length;

    public void Clear() => _text.Clear();

    public void Add(string text)
    {
        if (!IsFull)
        {
            _text.Append(text.AsSpan(0, Math.Min(text.Length, most + 1 - _text.Length)));
        }
    }

    public void Add(char letter)
    {
        if (!IsFull)
        {
            _text.Append(letter);
        }
    }

    public void AddHex(ulong value) => Add(string.Create(CultureInfo.InvariantCulture, $"0x{value:x}"));

    /// <summary>What was written behind a length.</summary>
    public string Since(int length) => _text.ToString(length, _text.Length - length);

    public void Truncate(int length) => _text.Length = length;

    public override string ToString()
    {
        if (!IsFull)
        {
            return _text.ToString();
        }

        // Not between the halves of a character.
        var end = Math.Max(0, most - Cut.Length);
        end -= end > 0 && char.IsHighSurrogate(_text[end - 1]) ? 1 : 0;
        return _text.ToString(0, end) + Cut;
    }
}

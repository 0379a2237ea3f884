using System.Globalization;

namespace Fleet.Symbolication.Variables.Values;

/// <summary>Text that is not longer than it may be: what is beyond is left out, and <c>...</c> behind it says so.</summary>
internal sealed class BoundedText(int most)
{
    private const string Cut = "...";

    /// <summary>Characters at first: most values are far shorter.</summary>
    private const int FirstCapacity = 256;

    /// <summary>Of a number, with its sign.</summary>
    private const int MaxNumber = 24;

    private char[] _text = new char[Math.Min(most, FirstCapacity - 1) + 1];

    /// <summary>Nothing more is taken.</summary>
    public bool IsFull => Length > most;

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    public void Add(ReadOnlySpan<char> text)
    {
        if (IsFull)
        {
            return;
        }

        text = text[..Math.Min(text.Length, most + 1 - Length)];
        if (text.Length > _text.Length - Length)
        {
            Array.Resize(ref _text, (int)Math.Min(most + 1L, Math.Max(2L * _text.Length, Length + text.Length)));
        }

        text.CopyTo(_text.AsSpan(Length));
        Length += text.Length;
    }

    public void Add(char letter) => Add(new ReadOnlySpan<char>(in letter));

    public void AddHex(ulong value)
    {
        Add("0x");
        AddNumber(value, "x");
    }

    /// <param name="format">Of .NET; empty for decimal.</param>
    public void AddNumber<T>(T value, ReadOnlySpan<char> format = default)
        where T : struct, ISpanFormattable
    {
        Span<char> digits = stackalloc char[MaxNumber];
        if (value.TryFormat(digits, out var count, format, CultureInfo.InvariantCulture))
        {
            Add(digits[..count]);
        }
        else
        {
            Add(value.ToString(format.ToString(), CultureInfo.InvariantCulture));
        }
    }

    /// <summary>What was written behind a length.</summary>
    public string Since(int length) => new(_text, length, Length - length);

    public void Truncate(int length) => Length = length;

    public override string ToString()
    {
        if (!IsFull)
        {
            return new string(_text, 0, Length);
        }

        // Not between the halves of a character.
        var end = Math.Max(0, most - Cut.Length);
        end -= end > 0 && char.IsHighSurrogate(_text[end - 1]) ? 1 : 0;
        return string.Concat(_text.AsSpan(0, end), Cut);
    }
}

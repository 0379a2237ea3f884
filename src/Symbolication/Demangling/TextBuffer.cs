namespace Fleet.Symbolication.Demangling;

/// <summary>Where a name is printed. Beyond <see cref="DemanglingLimits.MaxOutput"/> nothing is added, and <see cref="Overflowed"/> says so.</summary>
internal sealed class TextBuffer
{
    private char[] _chars = new char[1024];
    private int _length;

    public bool Overflowed { get; private set; }

    public int Length => _length;

    /// <summary>The last character; none is zero.</summary>
    public char Last => _length == 0 ? '\0' : _chars[_length - 1];

    public ReadOnlySpan<char> Written => _chars.AsSpan(0, _length);

    public void Clear()
    {
        _length = 0;
        Overflowed = false;
    }

    /// <summary>Takes back what was written behind a length.</summary>
    public void Truncate(int length) => _length = length;

    public void Add(char value)
    {
        if (_length == _chars.Length && !Grow(1))
        {
            return;
        }

        _chars[_length++] = value;
    }

    public void Add(ReadOnlySpan<char> text)
    {
        if (text.Length > _chars.Length - _length && !Grow(text.Length))
        {
            return;
        }

        text.CopyTo(_chars.AsSpan(_length));
        _length += text.Length;
    }

    public void Add(ulong number)
    {
        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out var count);
        Add(digits[..count]);
    }

    /// <summary>Changes a character from a place on.</summary>
    public void Replace(int start, char old, char replacement) => _chars.AsSpan(start.._length).Replace(old, replacement);

    public override string ToString() => new(_chars, 0, _length);

    private bool Grow(int more)
    {
        var wanted = (long)_length + more;
        if (wanted > DemanglingLimits.MaxOutput)
        {
            Overflowed = true;
            return false;
        }

        Array.Resize(ref _chars, (int)Math.Min(DemanglingLimits.MaxOutput, Math.Max(wanted, 2L * _chars.Length)));
        return true;
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fleet.Symbolication.Variables.Values;

/// <summary>Characters and strings as literals of C: what is no letter, sign or space is escaped, so that no text of a device does anything to who reads it.</summary>
internal static class LiteralText
{
    private const int PlainChunk = 64;

    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Where(letter => letter is not ('"' or '\\')).Select(letter => (byte)letter)]);

    /// <summary>A string of units of 1 (UTF-8), 2 or 4 bytes, in quotes.</summary>
    public static void AddString(BoundedText text, ReadOnlySpan<byte> bytes, int unit, bool isCut)
    {
        text.Add('"');
        while (bytes.Length >= unit && !text.IsFull)
        {
            if (unit == 1 && CountPlain(bytes) is > 0 and var plain)
            {
                AddPlain(text, bytes[..plain]);
                bytes = bytes[plain..];
                continue;
            }

            bytes = bytes[AddNext(text, bytes, unit, '"')..];
        }

        text.Add('"');
        if (isCut)
        {
            text.Add("...");
        }
    }

    /// <summary>Bytes of ASCII that stand for themselves, as most of all strings do.</summary>
    private static int CountPlain(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAnyExcept(Plain);
        return end < 0 ? bytes.Length : end;
    }

    private static void AddPlain(BoundedText text, ReadOnlySpan<byte> bytes)
    {
        Span<char> letters = stackalloc char[PlainChunk];
        while (!bytes.IsEmpty)
        {
            var count = Encoding.ASCII.GetChars(bytes[..Math.Min(bytes.Length, PlainChunk)], letters);
            text.Add(letters[..count]);
            bytes = bytes[count..];
        }
    }

    /// <summary>One character in quotes.</summary>
    public static void AddCharacter(BoundedText text, ReadOnlySpan<byte> bytes)
    {
        text.Add('\'');
        AddNext(text, bytes, bytes.Length, '\'');
        text.Add('\'');
    }

    private static int AddNext(BoundedText text, ReadOnlySpan<byte> bytes, int unit, char quote)
    {
        var (isRune, used) = Decode(bytes, unit, out var rune);
        if (isRune && IsPlain(rune))
        {
            if (rune.Value == quote || rune.Value == '\\')
            {
                text.Add('\\');
            }

            Span<char> letters = stackalloc char[2];
            text.Add(letters[..rune.EncodeToUtf16(letters)]);
        }
        else if (isRune && Short(rune.Value) is { } escape)
        {
            text.Add('\\');
            text.Add(escape);
        }
        else if (unit > 1)
        {
            var value = unit == 2 ? BitConverter.ToUInt16(bytes) : BitConverter.ToUInt32(bytes);
            text.Add(value == 0 ? "\\000" : string.Create(CultureInfo.InvariantCulture, $"\\u{{{value:x}}}"));
        }
        else
        {
            foreach (var one in bytes[..used])
            {
                text.Add("\\" + Convert.ToString(one, 8).PadLeft(3, '0'));
            }
        }

        return used;
    }

    private static (bool IsRune, int Used) Decode(ReadOnlySpan<byte> bytes, int unit, out Rune rune)
    {
        if (unit == 1)
        {
            var isRune = Rune.DecodeFromUtf8(bytes, out rune, out var used) == OperationStatus.Done;
            return (isRune, isRune ? used : 1);
        }

        if (unit == 4)
        {
            return (Rune.TryCreate(BitConverter.ToUInt32(bytes), out rune), 4);
        }

        var first = (char)BitConverter.ToUInt16(bytes);
        return bytes.Length >= 4 && Rune.TryCreate(first, (char)BitConverter.ToUInt16(bytes[2..]), out rune) ? (true, 4) : (Rune.TryCreate(first, out rune), 2);
    }

    private static bool IsPlain(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static char? Short(int value) => value switch
    {
        '\a' => 'a',
        '\b' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\v' => 'v',
        '\f' => 'f',
        '\r' => 'r',
        0x1b => 'e',
        _ => null,
    };
}

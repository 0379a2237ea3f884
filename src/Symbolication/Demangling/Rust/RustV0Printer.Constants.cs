using System.Globalization;
using System.Text;

namespace Fleet.Symbolication.Demangling.Rust;

internal ref partial struct RustV0Printer
{
    /// <summary><c>const ::= type const-data | p | backref</c>, and values of structures, which compilers have added since</summary>
    private void Constant()
    {
        if (!Enter())
        {
            return;
        }

        var letter = Next();
        switch (letter)
        {
            case 'p':
                Write("_");
                break;
            case 'h' or 't' or 'm' or 'y' or 'o' or 'j':
                Number();
                break;
            case 'a' or 's' or 'l' or 'x' or 'n' or 'i':
                Write(Take('n') ? "-" : "");
                Number();
                break;
            case 'b':
                Bool();
                break;
            case 'c':
                Char();
                break;
            case 'e':
                Write("*");
                Text();
                break;
            case 'R' or 'Q':
                if (letter == 'R' && Take('e'))
                {
                    Text();
                    break;
                }

                Write(letter == 'R' ? "&" : "&mut ");
                Constant();
                break;
            case 'A':
                Write("[");
                Constants();
                Write("]");
                break;
            case 'T':
                Write("(");
                Write(Constants() == 1 ? ",)" : ")");
                break;
            case 'V':
                Structure();
                break;
            case 'B':
                var resume = FollowBackReference();
                if (resume >= 0)
                {
                    Constant();
                    _at = resume;
                }

                break;
            default:
                _failed = true;
                break;
        }

        _depth--;
    }

    private int Constants()
    {
        var count = 0;
        while (!_failed && !Take('E'))
        {
            Write(count++ == 0 ? "" : ", ");
            Constant();
        }

        return count;
    }

    /// <summary><c>{ hex-digit } _</c>, without leading zeros</summary>
    private ReadOnlySpan<char> Hex()
    {
        var start = _at;
        while (char.IsAsciiHexDigitLower(Peek))
        {
            _at++;
        }

        var digits = _symbol[start.._at];
        _failed |= !Take('_');
        return digits.TrimStart('0');
    }

    /// <summary>Decimal up to 64 bits, as it is beyond.</summary>
    private void Number()
    {
        var digits = Hex();
        if (digits.Length <= 16)
        {
            Write(digits.IsEmpty ? 0 : ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            return;
        }

        Write("0x");
        Write(digits);
    }

    private void Bool()
    {
        var digits = Hex();
        _failed |= digits is not ("" or "1");
        Write(digits.IsEmpty ? "false" : "true");
    }

    private void Char()
    {
        var digits = Hex();
        if (digits.Length > 6 || !Rune.TryCreate(digits.IsEmpty ? 0 : uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), out var rune))
        {
            _failed = true;
            return;
        }

        Write("'");
        Escaped(rune, '\'');
        Write("'");
    }

    private void Escaped(Rune rune, char quote)
    {
        Span<char> units = stackalloc char[2];
        switch (rune.Value)
        {
            case '\t':
                Write("\\t");
                return;
            case '\r':
                Write("\\r");
                return;
            case '\n':
                Write("\\n");
                return;
            case '\0':
                Write("\\0");
                return;
            case '\\':
                Write("\\\\");
                return;
        }

        if (rune.Value == quote)
        {
            Write("\\");
        }

        if (Rune.IsControl(rune))
        {
            Write("\\u{");
            Write(rune.Value.ToString("x", CultureInfo.InvariantCulture));
            Write("}");
            return;
        }

        Write(units[..rune.EncodeToUtf16(units)]);
    }

    /// <summary>A string: the hexadecimal digits of its UTF-8.</summary>
    private void Text()
    {
        var start = _at;
        while (char.IsAsciiHexDigitLower(Peek))
        {
            _at++;
        }

        var digits = _symbol[start.._at];
        if (!Take('_') || digits.Length % 2 != 0)
        {
            _failed = true;
            return;
        }

        if (_muted > 0)
        {
            return;
        }

        var bytes = Convert.FromHexString(digits);
        Write("\"");
        for (var at = 0; at < bytes.Length && !_failed;)
        {
            _failed |= Rune.DecodeFromUtf8(bytes.AsSpan(at), out var rune, out var used) != System.Buffers.OperationStatus.Done;
            Escaped(rune, '"');
            at += used;
        }

        Write("\"");
    }

    /// <summary><c>V path (U | T { const } E | S { identifier const } E)</c></summary>
    private void Structure()
    {
        Path(inValue: true);
        switch (Next())
        {
            case 'U':
                break;
            case 'T':
                Write("(");
                Constants();
                Write(")");
                break;
            case 'S':
                Write(" { ");
                var count = 0;
                while (!_failed && !Take('E'))
                {
                    Write(count++ == 0 ? "" : ", ");
                    Optional62('s');
                    Identifier();
                    Write(": ");
                    Constant();
                }

                Write(" }");
                break;
            default:
                _failed = true;
                break;
        }
    }
}

namespace Fleet.Symbolication.Demangling.Rust;

/// <summary>
/// Reads a v0 symbol and writes it in one pass: its order is that of the text. Back references are read again where they stand, which output and steps
/// bound. Each method's remark is its production in RFC 2603.
/// </summary>
/// <param name="symbol">Behind <c>_R</c>, without a vendor's suffix.</param>
/// <param name="isScope">Without generic arguments, lifetimes and ordinals.</param>
internal ref partial struct RustV0Printer(ReadOnlySpan<char> symbol, TextBuffer output, bool isScope)
{
    private readonly ReadOnlySpan<char> _symbol = symbol;
    private readonly TextBuffer _output = output;
    private readonly bool _isScope = isScope;
    private int _at;
    private int _depth;
    private int _steps;
    private int _muted;
    private ulong _boundLifetimes;
    private bool _failed;

    private readonly char Peek => _at < _symbol.Length ? _symbol[_at] : '\0';

    public bool TryPrint()
    {
        Path(inValue: true);
        if (!_failed && _at < _symbol.Length)
        {
            _muted++;
            Path(inValue: false);
            _muted--;
        }

        return !_failed && _at == _symbol.Length && !_output.Overflowed && _output.Length > 0;
    }

    private bool Enter()
    {
        if (_failed || _depth >= DemanglingLimits.MaxDepth || ++_steps > DemanglingLimits.MaxSteps || _output.Overflowed)
        {
            _failed = true;
            return false;
        }

        _depth++;
        return true;
    }

    private bool Take(char expected)
    {
        if (Peek != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    private char Next()
    {
        if (_at < _symbol.Length)
        {
            return _symbol[_at++];
        }

        _failed = true;
        return '\0';
    }

    private readonly void Write(ReadOnlySpan<char> text)
    {
        if (_muted == 0)
        {
            _output.Add(text);
        }
    }

    private readonly void Write(ulong number)
    {
        if (_muted == 0)
        {
            _output.Add(number);
        }
    }

    /// <summary><c>base-62-number ::= { digit } _</c>: nothing is 0, 0 is 1</summary>
    private ulong Base62()
    {
        if (Take('_'))
        {
            return 0;
        }

        UInt128 value = 0;
        while (!Take('_'))
        {
            var c = Next();
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetterLower(c) ? c - 'a' + 10 : char.IsAsciiLetterUpper(c) ? c - 'A' + 36 : -1;
            value = (value * 62) + (UInt128)Math.Max(digit, 0);
            if (digit < 0 || value >= ulong.MaxValue)
            {
                _failed = true;
                return 0;
            }
        }

        return (ulong)value + 1;
    }

    /// <summary>A base-62 number behind a letter; 0 when the letter is not there, so that the number of the letter alone is 1.</summary>
    private ulong Optional62(char letter)
    {
        if (!Take(letter))
        {
            return 0;
        }

        var value = Base62();
        if (value == ulong.MaxValue)
        {
            _failed = true;
        }

        return value + 1;
    }

    /// <summary><c>path</c></summary>
    /// <param name="inValue">Of a function: generic arguments stand behind <c>::</c>.</param>
    private void Path(bool inValue)
    {
        if (!Enter())
        {
            return;
        }

        switch (Next())
        {
            case 'C':
                Optional62('s');
                Identifier();
                break;
            case 'N':
                Nested(inValue);
                break;
            case 'M':
                ImplPath();
                Self();
                break;
            case 'X':
                ImplPath();
                SelfAsTrait();
                break;
            case 'Y':
                SelfAsTrait();
                break;
            case 'I':
                Path(inValue);
                GenericArguments(inValue, isOpen: false);
                break;
            case 'B':
                var resume = FollowBackReference();
                if (resume >= 0)
                {
                    Path(inValue);
                    _at = resume;
                }

                break;
            default:
                _failed = true;
                break;
        }

        _depth--;
    }

    /// <summary><c>impl-path ::= [disambiguator] path</c>: where an impl was written is not shown.</summary>
    private void ImplPath()
    {
        _muted++;
        Optional62('s');
        Path(inValue: false);
        _muted--;
    }

    /// <summary>A type's own functions: <c>&lt;T&gt;::f</c>; in a scope as the older symbols have it.</summary>
    private void Self()
    {
        Write(_isScope ? "" : "<");
        Type();
        Write(_isScope ? "" : ">");
    }

    private void SelfAsTrait()
    {
        Write("<");
        Type();
        Write(" as ");
        Path(inValue: false);
        Write(">");
    }

    /// <summary><c>N namespace path identifier</c>: capital namespaces are what the compiler made.</summary>
    private void Nested(bool inValue)
    {
        var kind = Next();
        if (!char.IsAsciiLetter(kind))
        {
            _failed = true;
            return;
        }

        Path(inValue);
        var ordinal = Optional62('s');
        if (char.IsAsciiLetterLower(kind))
        {
            if (HasNext())
            {
                Write("::");
                Identifier();
            }
            else
            {
                Identifier();
            }

            return;
        }

        Write("::{");
        Write(kind switch { 'C' => "closure", 'S' => "shim", _ => kind.ToString() });
        if (HasNext())
        {
            Write(":");
        }

        Identifier();
        if (!_isScope)
        {
            Write("#");
            Write(ordinal);
        }

        Write("}");
    }

    /// <summary>Whether the identifier that follows is not empty.</summary>
    private readonly bool HasNext() => Peek == 'u' || Peek is >= '1' and <= '9';

    /// <summary><c>undisambiguated-identifier ::= [u] decimal-number [_] bytes</c></summary>
    private void Identifier()
    {
        var isPunycode = Take('u');
        var length = 0;
        if (!char.IsAsciiDigit(Peek))
        {
            _failed = true;
            return;
        }

        if (!Take('0'))
        {
            while (char.IsAsciiDigit(Peek) && length <= DemanglingLimits.MaxSymbol)
            {
                length = (length * 10) + Next() - '0';
            }
        }

        Take('_');
        if (length > _symbol.Length - _at)
        {
            _failed = true;
            return;
        }

        var bytes = _symbol.Slice(_at, length);
        _at += length;
        if (!isPunycode)
        {
            Write(bytes);
            return;
        }

        var end = bytes.LastIndexOf('_');
        var plain = end < 0 ? default : bytes[..end];
        var encoded = end < 0 ? bytes : bytes[(end + 1)..];
        if (_muted == 0 && !Punycode.TryDecode(plain, encoded, _output))
        {
            Write("punycode{");
            Write(plain);
            Write(plain.IsEmpty ? "" : "-");
            Write(encoded);
            Write("}");
        }
    }

    /// <summary><c>backref ::= B base-62-number</c>: goes there; where to come back to, or -1 when it is not to be read.</summary>
    private int FollowBackReference()
    {
        var from = _at - 1;
        var target = Base62();
        if (_failed || target >= (ulong)from)
        {
            _failed = true;
            return -1;
        }

        if (_muted > 0)
        {
            return -1;
        }

        var resume = _at;
        _at = (int)target;
        return resume;
    }

    /// <summary><c>{ generic-arg } E</c></summary>
    /// <param name="isOpen">Leaves the angle open, for what a trait object has behind the arguments.</param>
    private void GenericArguments(bool inValue, bool isOpen)
    {
        _muted += _isScope ? 1 : 0;
        Write(inValue ? "::<" : "<");
        var count = 0;
        while (!_failed && !Take('E'))
        {
            Write(count++ == 0 ? "" : ", ");
            GenericArgument();
        }

        Write(isOpen ? "" : ">");
        _muted -= _isScope ? 1 : 0;
    }

    /// <summary><c>generic-arg ::= lifetime | type | K const</c></summary>
    private void GenericArgument()
    {
        if (Take('L'))
        {
            Lifetime(Base62());
        }
        else if (Take('K'))
        {
            Constant();
        }
        else
        {
            Type();
        }
    }
}

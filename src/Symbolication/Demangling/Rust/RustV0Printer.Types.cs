namespace Fleet.Symbolication.Demangling.Rust;

internal ref partial struct RustV0Printer
{
    /// <summary>Lifetimes that one binder can bring; more than any signature has.</summary>
    private const ulong MaxBoundLifetimes = 1024;

    private static string? Basic(char letter) => letter switch
    {
        'a' => "i8",
        'b' => "bool",
        'c' => "char",
        'd' => "f64",
        'e' => "str",
        'f' => "f32",
        'h' => "u8",
        'i' => "isize",
        'j' => "usize",
        'l' => "i32",
        'm' => "u32",
        'n' => "i128",
        'o' => "u128",
        'p' => "_",
        's' => "i16",
        't' => "u16",
        'u' => "()",
        'v' => "...",
        'x' => "i64",
        'y' => "u64",
        'z' => "!",
        _ => null,
    };

    /// <summary><c>type</c></summary>
    private void Type()
    {
        if (!Enter())
        {
            return;
        }

        var letter = Next();
        var basic = Basic(letter);
        if (basic is not null)
        {
            Write(basic);
            _depth--;
            return;
        }

        switch (letter)
        {
            case 'R' or 'Q':
                Reference(isMutable: letter == 'Q');
                break;
            case 'P':
                Write("*const ");
                Type();
                break;
            case 'O':
                Write("*mut ");
                Type();
                break;
            case 'A' or 'S':
                Write("[");
                Type();
                if (letter == 'A')
                {
                    Write("; ");
                    Constant();
                }

                Write("]");
                break;
            case 'T':
                Tuple();
                break;
            case 'F':
                Function();
                break;
            case 'D':
                TraitObject();
                break;
            case 'B':
                var resume = FollowBackReference();
                if (resume >= 0)
                {
                    Type();
                    _at = resume;
                }

                break;
            default:
                _at--;
                Path(inValue: false);
                break;
        }

        _depth--;
    }

    private void Reference(bool isMutable)
    {
        Write("&");
        if (Take('L'))
        {
            var lifetime = Base62();
            if (lifetime != 0 && !_isScope)
            {
                Lifetime(lifetime);
                Write(" ");
            }
        }

        Write(isMutable ? "mut " : "");
        Type();
    }

    private void Tuple()
    {
        Write("(");
        var count = 0;
        while (!_failed && !Take('E'))
        {
            Write(count++ == 0 ? "" : ", ");
            Type();
        }

        Write(count == 1 ? ",)" : ")");
    }

    /// <summary>Index 0 is <c>'_</c>; others count from the innermost binder, and are named from the outermost: 'a, 'b.</summary>
    private void Lifetime(ulong index)
    {
        Write("'");
        if (index == 0)
        {
            Write("_");
            return;
        }

        if (index > _boundLifetimes)
        {
            _failed = true;
            return;
        }

        var depth = _boundLifetimes - index;
        if (depth < 26)
        {
            Write([(char)('a' + depth)]);
        }
        else
        {
            Write("_");
            Write(depth);
        }
    }

    /// <summary><c>binder ::= G base-62-number</c>: names for lifetimes, written <c>for&lt;'a, 'b&gt; </c>; how many there are, to be taken back.</summary>
    private ulong Binder()
    {
        var count = Optional62('G');
        if (count > MaxBoundLifetimes)
        {
            _failed = true;
            return 0;
        }

        if (count == 0)
        {
            return 0;
        }

        _muted += _isScope ? 1 : 0;
        Write("for<");
        for (var i = 0UL; i < count; i++)
        {
            Write(i == 0 ? "" : ", ");
            _boundLifetimes++;
            Lifetime(1);
        }

        Write("> ");
        _muted -= _isScope ? 1 : 0;
        return count;
    }

    /// <summary><c>fn-sig ::= [binder] [U] [K abi] { type } E type</c></summary>
    private void Function()
    {
        var bound = Binder();
        if (Take('U'))
        {
            Write("unsafe ");
        }

        if (Take('K'))
        {
            Abi();
        }

        Write("fn(");
        var count = 0;
        while (!_failed && !Take('E'))
        {
            Write(count++ == 0 ? "" : ", ");
            Type();
        }

        Write(")");
        if (!Take('u'))
        {
            Write(" -> ");
            Type();
        }

        _boundLifetimes -= Math.Min(bound, _boundLifetimes);
    }

    /// <summary><c>abi ::= C | undisambiguated-identifier</c>, with underscores for hyphens</summary>
    private void Abi()
    {
        Write("extern \"");
        if (Take('C'))
        {
            Write("C");
        }
        else
        {
            var start = _output.Length;
            Identifier();
            if (_muted == 0 && !_output.Overflowed)
            {
                _output.Replace(start, '_', '-');
            }
        }

        Write("\" ");
    }

    /// <summary><c>D dyn-bounds lifetime</c>, <c>dyn-bounds ::= [binder] { dyn-trait } E</c></summary>
    private void TraitObject()
    {
        Write("dyn ");
        var bound = Binder();
        var count = 0;
        while (!_failed && !Take('E'))
        {
            Write(count++ == 0 ? "" : " + ");
            Trait();
        }

        _boundLifetimes -= Math.Min(bound, _boundLifetimes);
        if (!Take('L'))
        {
            _failed = true;
            return;
        }

        var lifetime = Base62();
        if (lifetime != 0 && !_isScope)
        {
            Write(" + ");
            Lifetime(lifetime);
        }
    }

    /// <summary><c>dyn-trait ::= path { p undisambiguated-identifier type }</c>: the types are written among the trait's arguments.</summary>
    private void Trait()
    {
        var isOpen = OpenPath();
        while (!_failed && Take('p'))
        {
            _muted += _isScope ? 1 : 0;
            Write(isOpen ? ", " : "<");
            isOpen = true;
            Identifier();
            Write(" = ");
            Type();
            _muted -= _isScope ? 1 : 0;
        }

        Write(isOpen && !_isScope ? ">" : "");
    }

    /// <summary>A path whose arguments, if it ends in any, are left open.</summary>
    private bool OpenPath()
    {
        if (!Enter())
        {
            return false;
        }

        var isOpen = false;
        if (Take('B'))
        {
            var resume = FollowBackReference();
            if (resume >= 0)
            {
                isOpen = OpenPath();
                _at = resume;
            }
        }
        else if (Take('I'))
        {
            Path(inValue: false);
            GenericArguments(inValue: false, isOpen: true);
            isOpen = true;
        }
        else
        {
            Path(inValue: false);
        }

        _depth--;
        return isOpen;
    }
}

namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Parser
{
    /// <summary><c>encoding ::= name bare-function-type | name | special-name</c>. The result of a function that something is local to is read, and not kept.</summary>
    public int Encoding(bool keepsResult)
    {
        if (!Enter())
        {
            return 0;
        }

        // A conversion operator's rule for template arguments is not for what is within its encoding's parameters.
        var inConversion = _inConversion;
        _inConversion = false;
        var node = Peek is 'G' or 'T' ? SpecialName() : NameAndType(keepsResult);
        _inConversion = inConversion;
        return Leave(node);
    }

    private int NameAndType(bool keepsResult)
    {
        var name = Name(out var qualifiers);
        if (name == 0 || AtEndOfEncoding)
        {
            return name;
        }

        var result = 0;
        if (HasResult(name))
        {
            result = Type();
            if (result == 0)
            {
                return 0;
            }
        }

        var parameters = Parameters();
        if (parameters == 0)
        {
            return 0;
        }

        var requires = 0;
        if (Take('Q'))
        {
            requires = Expression();
            if (requires == 0)
            {
                return 0;
            }
        }

        var function = Add(NodeKind.Function, keepsResult ? result : 0, parameters, 0, (byte)qualifiers);
        return Add(NodeKind.Encoding, name, function, requires);
    }

    /// <summary>ABI 5.1.2: names of templates have the result's type, those of constructors, destructors and conversions apart.</summary>
    private readonly bool HasResult(int name)
    {
        while (_nodes[name].Kind is NodeKind.Local or NodeKind.DefaultArgument)
        {
            name = _nodes[name].B;
        }

        if (_nodes[name].Kind != NodeKind.Template)
        {
            return false;
        }

        name = _nodes[name].A;
        while (true)
        {
            ref readonly var node = ref _nodes[name];
            switch (node.Kind)
            {
                case NodeKind.Qualified or NodeKind.Local or NodeKind.DefaultArgument:
                    name = node.B;
                    break;
                case NodeKind.AbiTag:
                    name = node.A;
                    break;
                default:
                    return node.Kind is not (NodeKind.Constructor or NodeKind.Destructor or NodeKind.Conversion);
            }
        }
    }

    /// <summary>Types up to the end of the function; a single <c>void</c> is none.</summary>
    private int Parameters()
    {
        if (Take('v'))
        {
            if (AtEndOfParameters)
            {
                return NodeArena.Empty;
            }

            _at--;
        }

        var types = default(Sequence);
        do
        {
            var type = Type();
            if (type == 0)
            {
                return 0;
            }

            Append(ref types, type);
        }
        while (!AtEndOfParameters);
        return types.List;
    }

    private readonly bool AtEndOfParameters => AtEndOfEncoding || Peek == 'Q' || (Peek is 'R' or 'O' && PeekSecond == 'E');

    /// <summary><c>special-name</c> of ABI 5.1.4: tables, thunks, guards.</summary>
    private int SpecialName()
    {
        var first = _text[_at++];
        var second = Peek;
        _at++;
        return (first, second) switch
        {
            ('T', 'V') => Special(Words.Vtable, Type()),
            ('T', 'T') => Special(Words.Vtt, Type()),
            ('T', 'I') => Special(Words.TypeInfo, Type()),
            ('T', 'S') => Special(Words.TypeInfoName, Type()),
            ('T', 'C') => ConstructionVtable(),
            ('T', 'A') => Special(Words.TemplateParameterObject, TemplateArgument()),
            ('T', 'h') => Thunk(Words.NonVirtualThunk, SkipNumber() && Take('_')),
            ('T', 'v') => Thunk(Words.VirtualThunk, SkipNumber() && Take('_') && SkipNumber() && Take('_')),
            ('T', 'c') => Thunk(Words.CovariantThunk, CallOffset() && CallOffset()),
            ('T', 'H') => Special(Words.TlsInit, Name(out _)),
            ('T', 'W') => Special(Words.TlsWrapper, Name(out _)),
            ('G', 'V') => Special(Words.Guard, Name(out _)),
            ('G', 'R') => ReferenceTemporary(),
            ('G', 'T') => TransactionClone(),
            ('G', 'I') => ModuleInitializer(),
            _ => 0,
        };
    }

    private readonly int Special(int word, int node) => node == 0 ? 0 : Add(NodeKind.Special, word, node);

    private int Thunk(int word, bool isOffsetRead)
    {
        var target = isOffsetRead ? Encoding(keepsResult: true) : 0;
        return target == 0 ? 0 : Add(NodeKind.SpecialFunction, word, target);
    }

    /// <summary><c>call-offset ::= h nv-offset _ | v v-offset _ virtual-offset _</c></summary>
    private bool CallOffset() =>
        Take('h') ? SkipNumber() && Take('_') : Take('v') && SkipNumber() && Take('_') && SkipNumber() && Take('_');

    private int ConstructionVtable()
    {
        var derived = Type();
        if (derived == 0 || Number() < 0 || !Take('_'))
        {
            return 0;
        }

        var @base = Type();
        return @base == 0 ? 0 : Add(NodeKind.Special, Words.ConstructionVtable, @base, derived);
    }

    /// <summary><c>GR name [seq-id] _</c></summary>
    private int ReferenceTemporary()
    {
        var name = Name(out _);
        var ordinal = name == 0 ? -1 : AtEnd ? 0 : SequenceId();
        return ordinal < 0 ? 0 : Add(NodeKind.Special, Words.ReferenceTemporary, name, ordinal);
    }

    private int TransactionClone()
    {
        var word = Take('n') ? Words.NonTransactionClone : Take('t') ? Words.TransactionClone : 0;
        var target = word == 0 ? 0 : Encoding(keepsResult: true);
        return target == 0 ? 0 : Add(NodeKind.SpecialFunction, word, target);
    }

    private int ModuleInitializer()
    {
        var module = 0;
        while (Peek == 'W')
        {
            module = ModuleName(module);
            if (module == 0)
            {
                return 0;
            }
        }

        return Special(Words.ModuleInitializer, module);
    }
}

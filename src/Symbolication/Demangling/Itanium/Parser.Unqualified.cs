namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Parser
{
    /// <summary><c>unqualified-name</c> of ABI 5.1.3, with its module and its tags, within a scope (0 is none).</summary>
    private int UnqualifiedName(int scope, int module)
    {
        while (Peek == 'W')
        {
            module = ModuleName(module);
            if (module == 0)
            {
                return 0;
            }
        }

        // F: a friend that is only found through the class. L: of internal linkage, which some compilers say.
        if (Peek == 'F' && scope != 0)
        {
            _at++;
        }

        Take('L');
        var name = Peek switch
        {
            >= '0' and <= '9' => SourceName(),
            'C' => Constructor(scope),
            'D' when PeekSecond == 'C' => StructuredBinding(),
            'D' => Destructor(scope),
            'U' => UnnamedTypeName(),
            >= 'a' and <= 'z' => OperatorName(),
            _ => 0,
        };
        if (name == 0)
        {
            return 0;
        }

        if (Peek == 'B')
        {
            name = AbiTags(name);
        }

        if (name != 0 && module != 0)
        {
            name = Add(NodeKind.InModule, module, name);
        }

        return scope == 0 || name == 0 ? name : Add(NodeKind.Qualified, scope, name);
    }

    /// <summary><c>source-name ::= length identifier</c></summary>
    private int SourceName()
    {
        var length = Number();
        if (length <= 0 || length > _text.Length - _at)
        {
            return 0;
        }

        var name = Add(NodeKind.Name, _at, length);
        _at += length;
        return name;
    }

    /// <summary><c>abi-tags ::= { B source-name }</c></summary>
    private int AbiTags(int name)
    {
        while (Take('B'))
        {
            var tag = SourceName();
            if (tag == 0)
            {
                return 0;
            }

            name = Add(NodeKind.AbiTag, name, tag);
        }

        return name;
    }

    /// <summary><c>ctor-dtor-name ::= C1 | C2 | C3 | C4 | C5 | CI1 type | CI2 type</c></summary>
    private int Constructor(int scope)
    {
        _at++;
        var isInherited = Take('I');
        if (scope == 0 || Peek is < '1' or > '5')
        {
            return 0;
        }

        _at++;
        if (!isInherited)
        {
            return Add(NodeKind.Constructor, OwnName(scope));
        }

        var @base = Type();
        return @base == 0 ? 0 : Add(NodeKind.Constructor, OwnName(@base));
    }

    /// <summary><c>ctor-dtor-name ::= D0 | D1 | D2 | D4 | D5</c></summary>
    private int Destructor(int scope)
    {
        _at++;
        if (scope == 0 || Peek is < '0' or > '5')
        {
            return 0;
        }

        _at++;
        return Add(NodeKind.Destructor, OwnName(scope));
    }

    /// <summary>What a class calls itself: without scope, arguments and tags.</summary>
    private readonly int OwnName(int name)
    {
        while (true)
        {
            ref readonly var node = ref _nodes[name];
            switch (node.Kind)
            {
                case NodeKind.Qualified or NodeKind.Local or NodeKind.DefaultArgument or NodeKind.InModule when node.B != 0:
                    name = node.B;
                    break;
                case NodeKind.Template or NodeKind.AbiTag:
                    name = node.A;
                    break;
                default:
                    return name;
            }
        }
    }

    /// <summary><c>DC { source-name } E</c></summary>
    private int StructuredBinding()
    {
        _at += 2;
        var names = default(Sequence);
        do
        {
            var name = SourceName();
            if (name == 0)
            {
                return 0;
            }

            Append(ref names, name);
        }
        while (!Take('E'));
        return Add(NodeKind.StructuredBinding, names.List);
    }

    /// <summary><c>unnamed-type-name ::= Ut [number] _ | Ul lambda-sig E [number] _</c></summary>
    private int UnnamedTypeName()
    {
        if (Take('U', 't'))
        {
            var number = Ordinal();
            return number < 0 ? 0 : Add(NodeKind.UnnamedType, number);
        }

        if (!Take('U', 'l'))
        {
            return 0;
        }

        var declared = default(Sequence);
        while (Peek == 'T' && IsParameterDeclaration(PeekSecond))
        {
            var declaration = ParameterDeclaration();
            if (declaration == 0)
            {
                return 0;
            }

            Append(ref declared, declaration);
        }

        if (Take('Q') && Expression() == 0)
        {
            return 0;
        }

        var parameters = Parameters();
        if (parameters == 0 || (Take('Q') && Expression() == 0) || !Take('E'))
        {
            return 0;
        }

        var ordinal = Ordinal();
        return ordinal < 0 ? 0 : Add(NodeKind.Lambda, parameters, ordinal, declared.First);
    }

    /// <summary><c>operator-name</c> of ABI 5.1.4.</summary>
    private int OperatorName()
    {
        if (Take('c', 'v'))
        {
            var inConversion = _inConversion;
            _inConversion = true;
            var type = Type();
            _inConversion = inConversion;
            return type == 0 ? 0 : Add(NodeKind.Conversion, type);
        }

        if (Take('l', 'i'))
        {
            var suffix = SourceName();
            return suffix == 0 ? 0 : Add(NodeKind.LiteralOperator, suffix);
        }

        if (Peek == 'v' && char.IsAsciiDigit(PeekSecond))
        {
            _at += 2;
            var name = SourceName();
            return name == 0 ? 0 : Add(NodeKind.VendorOperator, name);
        }

        var number = Operators.Find(Peek, PeekSecond);
        if (number == 0)
        {
            return 0;
        }

        _at += 2;
        return Add(NodeKind.OperatorName, number);
    }
}

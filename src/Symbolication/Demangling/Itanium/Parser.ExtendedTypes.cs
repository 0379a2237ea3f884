namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Parser
{
    /// <summary>Types that begin with D: builtin ones of later standards, decltype, pack expansions, vectors, exception specifications.</summary>
    private int ExtendedType()
    {
        var builtin = Words.Extended(PeekSecond);
        if (builtin != 0)
        {
            _at += 2;
            return Add(NodeKind.Word, builtin);
        }

        switch (PeekSecond)
        {
            case 't' or 'T':
                return Substitutable(Decltype());
            case 'p':
                _at++;
                return Wrapped(NodeKind.PackExpansion);
            case 'v':
                return Vector();
            case 'F':
                return FloatType();
            case 'B' or 'U':
                return BitInt();
            case 'k' or 'K':
                return ConstrainedAuto();
            default:
                return ExceptionSpecified(Qualifiers.None);
        }
    }

    /// <summary><c>decltype ::= Dt expression E | DT expression E</c></summary>
    private int Decltype()
    {
        _at += 2;
        var expression = Expression();
        return expression != 0 && Take('E') ? Add(NodeKind.Decltype, expression) : 0;
    }

    /// <summary><c>vector-type ::= Dv number _ type | Dv _ expression _ type</c></summary>
    private int Vector()
    {
        _at += 2;
        int dimension;
        if (char.IsAsciiDigit(Peek))
        {
            var start = _at;
            SkipNumber();
            dimension = Add(NodeKind.Name, start, _at - start);
        }
        else
        {
            dimension = Take('_') ? Expression() : 0;
        }

        if (dimension == 0 || !Take('_'))
        {
            return 0;
        }

        var element = Type();
        return element == 0 ? 0 : Substitutable(Add(NodeKind.Vector, element, dimension));
    }

    /// <summary><c>DF number _ | DF16b | DF number x</c></summary>
    private int FloatType()
    {
        _at += 2;
        var start = _at;
        if (!SkipNumber())
        {
            return 0;
        }

        var bits = _text[start.._at];
        if (Take('b'))
        {
            return bits is "16" ? Add(NodeKind.Word, Words.BFloat16) : 0;
        }

        var isExtended = Take('x');
        return isExtended || Take('_') ? Add(NodeKind.FloatN, start, bits.Length, 0, (byte)(isExtended ? 1 : 0)) : 0;
    }

    /// <summary><c>DB number _ | DB expression _ | DU ...</c></summary>
    private int BitInt()
    {
        var isSigned = PeekSecond == 'B';
        _at += 2;
        int bits;
        if (char.IsAsciiDigit(Peek))
        {
            var start = _at;
            SkipNumber();
            bits = Add(NodeKind.Name, start, _at - start);
        }
        else
        {
            bits = Expression();
        }

        return bits != 0 && Take('_') ? Substitutable(Add(NodeKind.BitInt, bits, isSigned ? 1 : 0)) : 0;
    }

    /// <summary><c>Dk type-constraint | DK type-constraint</c>: what auto is constrained by is not shown.</summary>
    private int ConstrainedAuto()
    {
        var letter = PeekSecond == 'k' ? 'a' : 'c';
        _at += 2;
        return Name(out _) == 0 ? 0 : Add(NodeKind.Word, Words.Extended(letter));
    }

    /// <summary><c>template-param</c>, alone or as a template; or <c>Ts|Tu|Te name</c>, an elaborated type.</summary>
    private int TemplateParameterOrElaborated()
    {
        if (PeekSecond is 's' or 'u' or 'e')
        {
            _at += 2;
            return Substitutable(Name(out _));
        }

        var parameter = Substitutable(TemplateParameter());
        return parameter != 0 && Peek == 'I' && !IsConversionsArguments() ? Substitutable(WithArguments(parameter)) : parameter;
    }

    /// <summary><c>template-param ::= T [number] _ | TL level _ [number] _</c></summary>
    private int TemplateParameter()
    {
        if (!Take('T'))
        {
            return 0;
        }

        if (Take('L') && Ordinal() < 0)
        {
            return 0;
        }

        var index = Ordinal();
        return index < 0 ? 0 : Add(NodeKind.TemplateParameter, index);
    }

    /// <summary>
    /// Of a conversion operator to a template parameter, <c>cv T_ I...E</c>, the arguments are the operator's, unless more arguments follow (ABI 5.1.4.2
    /// leaves that open; compilers read it so).
    /// </summary>
    private bool IsConversionsArguments()
    {
        if (!_inConversion)
        {
            return false;
        }

        var (at, substitutions) = (_at, _nodes.Substitutions);
        var arguments = TemplateArguments();
        var isTypes = arguments != 0 && Peek == 'I';
        _at = at;
        _nodes.TruncateSubstitutions(substitutions);
        return !isTypes;
    }
}

namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Parser
{
    /// <summary><c>type</c> of ABI 5.1.5. Every type but a builtin one is a candidate for substitution.</summary>
    private int Type()
    {
        if (!Enter())
        {
            return 0;
        }

        return Leave(OneType());
    }

    private int OneType()
    {
        var first = Peek;
        var builtin = Words.Builtin(first);
        if (builtin != 0)
        {
            // r is restrict, u a vendor's type: neither is in the table.
            _at++;
            return Add(NodeKind.Word, builtin);
        }

        switch (first)
        {
            case 'r' or 'V' or 'K':
                return QualifiedType();
            case 'P':
                return Wrapped(NodeKind.Pointer);
            case 'R':
                return Wrapped(NodeKind.LvalueReference);
            case 'O':
                return Wrapped(NodeKind.RvalueReference);
            case 'C':
                return Wrapped(NodeKind.Complex);
            case 'G':
                return Wrapped(NodeKind.Imaginary);
            case 'F':
                return FunctionType(Qualifiers.None);
            case 'A':
                return ArrayType();
            case 'M':
                return MemberPointer();
            case 'D':
                return ExtendedType();
            case 'u':
                return VendorType();
            case 'U':
                return PeekSecond is 'l' or 't' ? Substitutable(Name(out _)) : VendorQualified();
            case 'T':
                return TemplateParameterOrElaborated();
            case 'S' when PeekSecond != 't':
                return SubstitutedType();
            default:
                return first is 'N' or 'Z' or 'S' or (>= '0' and <= '9') or 'W' ? Substitutable(Name(out _)) : 0;
        }
    }

    private int Wrapped(NodeKind kind)
    {
        _at++;
        var type = Type();
        return type == 0 ? 0 : Substitutable(Add(kind, type));
    }

    /// <summary><c>CV-qualifiers ::= [r] [V] [K]</c>: together one candidate. Of a function type they are what stands behind its parameters.</summary>
    private int QualifiedType()
    {
        var qualifiers = CvQualifiers();
        if (Peek == 'F' || (Peek == 'D' && PeekSecond is 'o' or 'O' or 'w' or 'x'))
        {
            return Peek == 'F' ? FunctionType(qualifiers) : ExceptionSpecified(qualifiers);
        }

        var type = Type();
        if (type == 0)
        {
            return 0;
        }

        type = qualifiers.HasFlag(Qualifiers.Const) ? Add(NodeKind.Const, type) : type;
        type = qualifiers.HasFlag(Qualifiers.Volatile) ? Add(NodeKind.Volatile, type) : type;
        type = qualifiers.HasFlag(Qualifiers.Restrict) ? Add(NodeKind.Restrict, type) : type;
        return Substitutable(type);
    }

    private Qualifiers CvQualifiers() => Qualifier('r', Qualifiers.Restrict) | Qualifier('V', Qualifiers.Volatile) | Qualifier('K', Qualifiers.Const);

    private Qualifiers RefQualifier() => Qualifier('R', Qualifiers.LvalueReference) | Qualifier('O', Qualifiers.RvalueReference);

    private Qualifiers Qualifier(char letter, Qualifiers meaning) => Take(letter) ? meaning : Qualifiers.None;

    /// <summary><c>function-type ::= [CV-qualifiers] [exception-spec] [Dx] F [Y] bare-function-type [ref-qualifier] E</c></summary>
    private int FunctionType(Qualifiers qualifiers, int exceptions = 0)
    {
        if (!Take('F'))
        {
            return 0;
        }

        Take('Y');
        var result = Type();
        var parameters = result == 0 ? 0 : Peek == 'E' ? NodeArena.Empty : Parameters();
        if (parameters == 0)
        {
            return 0;
        }

        qualifiers |= RefQualifier();
        if (!Take('E'))
        {
            return 0;
        }

        return Substitutable(Add(NodeKind.Function, result, parameters, exceptions, (byte)qualifiers));
    }

    /// <summary><c>exception-spec ::= Do | DO expression E | Dw type+ E</c>, and <c>Dx</c>, before a function type</summary>
    private int ExceptionSpecified(Qualifiers qualifiers)
    {
        var exceptions = 0;
        while (Peek == 'D')
        {
            var kind = PeekSecond;
            _at += 2;
            switch (kind)
            {
                case 'x':
                    qualifiers |= Qualifiers.TransactionSafe;
                    break;
                case 'o':
                    exceptions = Add(NodeKind.Noexcept);
                    break;
                case 'O':
                    var condition = Expression();
                    if (condition == 0 || !Take('E'))
                    {
                        return 0;
                    }

                    exceptions = Add(NodeKind.Noexcept, condition);
                    break;
                case 'w':
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
                    while (!Take('E'));
                    exceptions = Add(NodeKind.Throws, types.List);
                    break;
                default:
                    return 0;
            }
        }

        return FunctionType(qualifiers, exceptions);
    }

    /// <summary><c>array-type ::= A [number] _ type | A expression _ type</c></summary>
    private int ArrayType()
    {
        _at++;
        var dimension = 0;
        if (char.IsAsciiDigit(Peek))
        {
            var start = _at;
            SkipNumber();
            dimension = Add(NodeKind.Name, start, _at - start);
        }
        else if (Peek != '_')
        {
            dimension = Expression();
            if (dimension == 0)
            {
                return 0;
            }
        }

        if (!Take('_'))
        {
            return 0;
        }

        var element = Type();
        return element == 0 ? 0 : Substitutable(Add(NodeKind.Array, element, dimension));
    }

    private int MemberPointer()
    {
        _at++;
        var @class = Type();
        var member = @class == 0 ? 0 : Type();
        return member == 0 ? 0 : Substitutable(Add(NodeKind.MemberPointer, @class, member));
    }

    /// <summary><c>u source-name [template-args]</c></summary>
    private int VendorType()
    {
        _at++;
        var name = SourceName();
        if (name == 0)
        {
            return 0;
        }

        return Substitutable(Peek == 'I' ? WithArguments(name) : name);
    }

    /// <summary><c>U source-name [template-args] type</c></summary>
    private int VendorQualified()
    {
        _at++;
        var name = SourceName();
        if (name == 0)
        {
            return 0;
        }

        var arguments = Peek == 'I' ? TemplateArguments() : 0;
        if (arguments == 0 && Peek == 'I')
        {
            return 0;
        }

        var type = Type();
        return type == 0 ? 0 : Substitutable(Add(NodeKind.VendorQualified, type, name, arguments));
    }

    private int SubstitutedType()
    {
        var isSequence = PeekSecond == '_' || char.IsAsciiDigit(PeekSecond) || char.IsAsciiLetterUpper(PeekSecond);
        if (!isSequence)
        {
            // An abbreviation, alone or with more: Sa as a template's name, Ss as a class.
            var name = Name(out _);
            return name != 0 && _nodes[name].Kind != NodeKind.StandardName ? Substitutable(name) : name;
        }

        var known = Substitution();
        if (known != 0 && _nodes[known].Kind == NodeKind.InModule && _nodes[known].B == 0)
        {
            known = UnqualifiedName(0, known);
            return Peek == 'I' && known != 0 ? Substitutable(WithArguments(Substitutable(known))) : Substitutable(known);
        }

        return known != 0 && Peek == 'I' && !IsConversionsArguments() ? Substitutable(WithArguments(known)) : known;
    }
}

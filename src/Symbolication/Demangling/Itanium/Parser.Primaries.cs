namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Parser
{
    /// <summary><c>expr-primary ::= L type value E | L type E | L mangled-name E</c></summary>
    private int Primary()
    {
        _at++;
        if (Peek == '_' && PeekSecond == 'Z')
        {
            _at += 2;
            var named = Encoding(keepsResult: true);
            return named != 0 && Take('E') ? named : 0;
        }

        // A compiler of old left the underscore out.
        if (Peek == 'Z')
        {
            var at = _at;
            _at++;
            var named = Encoding(keepsResult: true);
            if (named != 0 && Take('E'))
            {
                return named;
            }

            _at = at;
            return 0;
        }

        var type = Type();
        if (type == 0)
        {
            return 0;
        }

        var isNegative = Take('n');
        var start = _at;
        while (!AtEnd && Peek != 'E')
        {
            _at++;
        }

        var length = _at - start;
        if (length == 0 && _nodes[type].Kind == NodeKind.Word && _nodes[type].A != Words.Extended('n'))
        {
            return 0;
        }

        return Take('E') ? Add(NodeKind.Literal, type, start, length, (byte)(isNegative ? 1 : 0)) : 0;
    }

    /// <summary>As a value it is no candidate for substitution, unlike as a type.</summary>
    private int TemplateParameterExpression()
    {
        var parameter = TemplateParameter();
        return parameter != 0 && Peek == 'I' ? WithArguments(parameter) : parameter;
    }

    /// <summary><c>function-param ::= fpT | fp [CV] [number] _ | fL level p [CV] [number] _</c></summary>
    private int FunctionParameter()
    {
        if (!Take('f'))
        {
            return 0;
        }

        if (Take('L'))
        {
            if (Number() < 0 || !Take('p'))
            {
                return 0;
            }
        }
        else if (!Take('p'))
        {
            return 0;
        }

        if (Take('T'))
        {
            return Add(NodeKind.FunctionParameter);
        }

        Take('r');
        Take('V');
        Take('K');
        var index = Ordinal();
        return index < 0 ? 0 : Add(NodeKind.FunctionParameter, index + 1);
    }

    /// <summary><c>simple-id ::= source-name [template-args]</c></summary>
    private int UnresolvedIdentifier()
    {
        var name = SourceName();
        return WithOptionalArguments(name != 0 && Peek == 'B' ? AbiTags(name) : name);
    }

    private int WithOptionalArguments(int name) => name != 0 && Peek == 'I' ? WithArguments(name) : name;

    /// <summary><c>gs</c> before a name, new, delete</summary>
    private int GlobalExpression()
    {
        _at += 2;
        if (Peek == 'n' && PeekSecond is 'w' or 'a')
        {
            return New(isGlobal: true);
        }

        var name = Expression();
        return name == 0 ? 0 : Add(NodeKind.Global, name);
    }

    /// <summary>
    /// <c>sr unresolved-type base-name | srN unresolved-type level+ E base-name | sr level+ E base-name</c>. A type by its name and levels begin alike;
    /// compilers write a name of one level as a type.
    /// </summary>
    private int UnresolvedScope()
    {
        _at += 2;
        int scope;
        var hasLevels = Take('N');
        if (hasLevels)
        {
            scope = Type();
            if (scope == 0 || !Levels(ref scope))
            {
                return 0;
            }
        }
        else if (char.IsAsciiDigit(Peek))
        {
            var (at, substitutions) = (_at, _nodes.Substitutions);
            scope = UnresolvedIdentifier();
            if (scope == 0)
            {
                return 0;
            }

            var end = scope;
            hasLevels = HasLevels() && Levels(ref end);
            if (hasLevels)
            {
                scope = end;
            }
            else
            {
                _at = at;
                _nodes.TruncateSubstitutions(substitutions);
                scope = Type();
            }
        }
        else
        {
            scope = Type();
        }

        var name = scope == 0 ? 0 : BaseName();
        if (name == 0)
        {
            return 0;
        }

        // c++filt takes the arguments as those of the whole then, which shows in its parentheses.
        ref readonly var last = ref _nodes[name];
        return hasLevels && last.Kind == NodeKind.Template
            ? Add(NodeKind.Template, Add(NodeKind.Qualified, scope, last.A), last.B)
            : Add(NodeKind.Qualified, scope, name);
    }

    /// <summary>Whether, behind a first level, names go on to an E and a base name is behind that.</summary>
    private bool HasLevels()
    {
        var (at, substitutions) = (_at, _nodes.Substitutions);
        var scope = NodeArena.Empty;
        var found = Levels(ref scope) && (char.IsAsciiDigit(Peek) || Peek is 'o' or 'd');
        _at = at;
        _nodes.TruncateSubstitutions(substitutions);
        return found;
    }

    private bool Levels(ref int scope)
    {
        while (!Take('E'))
        {
            var level = char.IsAsciiDigit(Peek) ? UnresolvedIdentifier() : 0;
            if (level == 0)
            {
                return false;
            }

            scope = Add(NodeKind.Qualified, scope, level);
        }

        return true;
    }

    /// <summary><c>base-unresolved-name ::= simple-id | on operator-name [template-args] | dn destructor-name</c>, and an operator without its <c>on</c></summary>
    private int BaseName()
    {
        if (Take('d', 'n'))
        {
            return DestructorCall();
        }

        Take('o', 'n');
        return char.IsAsciiDigit(Peek) ? UnresolvedIdentifier() : WithOptionalArguments(OperatorName());
    }

    /// <summary><c>destructor-name ::= unresolved-type | simple-id</c></summary>
    private int DestructorCall()
    {
        var type = char.IsAsciiDigit(Peek) ? UnresolvedIdentifier() : Type();
        return type == 0 ? 0 : Add(NodeKind.Destructor, type);
    }

    /// <summary>What stands behind a dot or an arrow.</summary>
    private int Member()
    {
        if (char.IsAsciiDigit(Peek))
        {
            return UnresolvedIdentifier();
        }

        return Expression();
    }

    /// <summary><c>u source-name template-arg* E</c></summary>
    private int VendorExpression()
    {
        _at++;
        var name = SourceName();
        var arguments = name == 0 ? 0 : ArgumentsToEnd();
        return arguments == 0 ? 0 : Add(NodeKind.VendorExpression, name, arguments);
    }

    /// <summary><c>rq requirement+ E | rQ bare-function-type _ requirement+ E</c>: read, and not shown in full.</summary>
    private int RequiresExpression()
    {
        var hasParameters = PeekSecond == 'Q';
        _at += 2;
        while (hasParameters && !Take('_'))
        {
            if (Type() == 0)
            {
                return 0;
            }
        }

        while (!Take('E'))
        {
            if (!Requirement())
            {
                return 0;
            }
        }

        return Add(NodeKind.Word, Words.RequiresExpression);
    }

    /// <summary><c>requirement ::= X expression [N] [R type-constraint] | T type | Q expression</c></summary>
    private bool Requirement()
    {
        if (Take('X'))
        {
            return Expression() != 0 && (Take('N') || true) && (!Take('R') || Name(out _) != 0);
        }

        return Take('T') ? Type() != 0 : Take('Q') && Expression() != 0;
    }
}

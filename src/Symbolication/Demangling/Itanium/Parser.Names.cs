namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Parser
{
    /// <summary><c>name ::= nested-name | unscoped-name [template-args] | local-name</c></summary>
    /// <param name="qualifiers">Of the member function whose name it is.</param>
    private int Name(out Qualifiers qualifiers)
    {
        qualifiers = Qualifiers.None;
        if (!Enter())
        {
            return 0;
        }

        return Leave(Peek switch
        {
            'N' => NestedName(out qualifiers),
            'Z' => LocalName(out qualifiers),
            _ => UnscopedName(),
        });
    }

    private int UnscopedName()
    {
        int name;
        if (Peek == 'S' && PeekSecond != 't')
        {
            // Only a template's name can stand here alone, unless it is one of a module's entities.
            name = Substitution();
            if (name != 0 && Peek != 'I')
            {
                var isModule = _nodes[name].Kind == NodeKind.InModule && _nodes[name].B == 0;
                name = isModule ? UnqualifiedName(0, name) : name;
            }

            return name != 0 && Peek == 'I' ? WithArguments(name) : name;
        }

        if (Take('S', 't'))
        {
            var std = Add(NodeKind.Word, Words.Std);
            name = UnqualifiedName(0, 0);
            name = name == 0 ? 0 : Add(NodeKind.Qualified, std, name);
        }
        else
        {
            name = UnqualifiedName(0, 0);
        }

        return name != 0 && Peek == 'I' ? WithArguments(Substitutable(name)) : name;
    }

    private int WithArguments(int name)
    {
        var arguments = TemplateArguments();
        return arguments == 0 ? 0 : Add(NodeKind.Template, name, arguments);
    }

    /// <summary><c>nested-name ::= N [CV-qualifiers] [ref-qualifier] prefix unqualified-name E</c>, and with template-args</summary>
    private int NestedName(out Qualifiers qualifiers)
    {
        _at++;
        qualifiers = Qualifiers.None;
        if (!Take('H'))
        {
            qualifiers = CvQualifiers() | RefQualifier();
        }

        var scope = 0;
        while (!Take('E'))
        {
            scope = Component(scope, out var isSubstitutable);
            if (scope == 0)
            {
                return 0;
            }

            // The whole is no candidate by itself: it is a function, or a type, which adds itself.
            if (isSubstitutable && Peek != 'E')
            {
                _nodes.AddSubstitution(scope);
            }
        }

        return scope;
    }

    /// <summary>The next part of a <c>prefix</c>, behind what there is of it.</summary>
    private int Component(int scope, out bool isSubstitutable)
    {
        isSubstitutable = true;
        switch (Peek)
        {
            case 'S' when PeekSecond == 't':
                isSubstitutable = false;
                _at += 2;
                return scope == 0 ? Add(NodeKind.Word, Words.Std) : 0;
            case 'S':
                isSubstitutable = false;
                var known = Substitution();
                return scope == 0 ? known : known != 0 && _nodes[known].Kind == NodeKind.InModule ? UnqualifiedName(scope, known) : 0;
            case 'T':
                return scope == 0 ? TemplateParameter() : 0;
            case 'D' when PeekSecond is 't' or 'T':
                return scope == 0 ? Decltype() : 0;
            case 'I':
                return scope == 0 || _nodes[scope].Kind == NodeKind.Template ? 0 : WithArguments(scope);
            case 'M':
                // The scope of a lambda in a member's initialiser: the member has been added already.
                isSubstitutable = false;
                _at++;
                return scope;
            case '\0':
                return 0;
            default:
                return UnqualifiedName(scope, 0);
        }
    }

    /// <summary><c>local-name ::= Z encoding E name [discriminator] | Z encoding E s [discriminator] | Z encoding E d [number] _ name</c></summary>
    private int LocalName(out Qualifiers qualifiers)
    {
        _at++;
        qualifiers = Qualifiers.None;
        var function = Encoding(keepsResult: false);
        if (function == 0 || !Take('E'))
        {
            return 0;
        }

        if (Take('s'))
        {
            return Discriminator() ? Add(NodeKind.Local, function, Add(NodeKind.Word, Words.StringLiteral)) : 0;
        }

        var ordinal = -1;
        if (Take('d'))
        {
            ordinal = Ordinal();
            if (ordinal < 0)
            {
                return 0;
            }
        }

        var entity = Name(out qualifiers);
        if (entity == 0 || !Discriminator())
        {
            return 0;
        }

        return Add(NodeKind.Local, function, ordinal < 0 ? entity : Add(NodeKind.DefaultArgument, ordinal, entity));
    }

    /// <summary><c>discriminator ::= _ digit | __ number _</c>. It tells scopes of one function apart, and is not shown.</summary>
    private bool Discriminator()
    {
        if (!Take('_'))
        {
            return true;
        }

        if (Take('_'))
        {
            return Number() >= 0 && Take('_');
        }

        // Older compilers wrote numbers of two digits and more without the second underscore.
        return Number() >= 0;
    }

    /// <summary><c>module-name ::= W [P] source-name</c>, behind the module it is a part of.</summary>
    private int ModuleName(int parent)
    {
        _at++;
        var isPartition = Take('P');
        var name = SourceName();
        return name == 0 ? 0 : Substitutable(Add(NodeKind.InModule, parent, 0, name, (byte)(isPartition ? 1 : 0)));
    }

    /// <summary><c>substitution ::= S seq-id _ | S_ | Sa | Sb | Ss | Si | So | Sd</c></summary>
    private int Substitution()
    {
        _at++;
        switch (Peek)
        {
            case 'a' or 'b' or 's' or 'i' or 'o' or 'd':
                var name = Add(NodeKind.StandardName, _text[_at++]);
                if (Peek != 'B')
                {
                    return name;
                }

                name = AbiTags(name);
                return Substitutable(name);
            default:
                var id = SequenceId();
                return id < 0 ? 0 : _nodes.Substitution(id);
        }
    }
}

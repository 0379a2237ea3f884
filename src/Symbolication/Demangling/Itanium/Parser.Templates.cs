namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Parser
{
    /// <summary><c>template-args ::= I template-arg* [Q expression] E</c></summary>
    private int TemplateArguments()
    {
        if (!Take('I'))
        {
            return 0;
        }

        var inConversion = _inConversion;
        _inConversion = false;
        var arguments = ArgumentsToEnd();
        _inConversion = inConversion;
        return arguments;
    }

    private int ArgumentsToEnd()
    {
        var arguments = default(Sequence);
        while (!Take('E'))
        {
            if (Take('Q'))
            {
                return Expression() != 0 && Take('E') ? arguments.List : 0;
            }

            var argument = TemplateArgument();
            if (argument == 0)
            {
                return 0;
            }

            Append(ref arguments, argument);
        }

        return arguments.List;
    }

    /// <summary><c>template-arg ::= type | X expression E | expr-primary | J template-arg* E | template-param-decl template-arg</c></summary>
    private int TemplateArgument()
    {
        if (!Enter())
        {
            return 0;
        }

        return Leave(OneArgument());
    }

    private int OneArgument()
    {
        switch (Peek)
        {
            case 'X':
                _at++;
                var expression = Expression();
                return expression != 0 && Take('E') ? expression : 0;
            case 'L':
                return Primary();
            case 'I' or 'J':
                _at++;
                var pack = ArgumentsToEnd();
                return pack == 0 ? 0 : Add(NodeKind.Pack, pack);
            case 'T' when IsParameterDeclaration(PeekSecond):
                // What the parameter was declared as tells overloads apart; it is not shown.
                return ParameterDeclaration() == 0 ? 0 : TemplateArgument();
            default:
                return Type();
        }
    }

    private static bool IsParameterDeclaration(char second) => second is 'y' or 'n' or 't' or 'p' or 'k';

    /// <summary><c>template-param-decl ::= Ty | Tk name | Tn type | Tt decl* E | Tp decl</c></summary>
    private int ParameterDeclaration()
    {
        if (Peek != 'T' || !Enter())
        {
            return 0;
        }

        return Leave(OneDeclaration());
    }

    private int OneDeclaration()
    {
        var kind = PeekSecond;
        _at += 2;
        switch (kind)
        {
            case 'y':
                return Add(NodeKind.ParameterDeclaration, kind);
            case 'k':
                var concept = Name(out _);
                return concept == 0 ? 0 : Add(NodeKind.ParameterDeclaration, 'y');
            case 'n':
                var type = Type();
                return type == 0 ? 0 : Add(NodeKind.ParameterDeclaration, kind, type);
            case 'p':
                var pattern = ParameterDeclaration();
                return pattern == 0 ? 0 : Add(NodeKind.ParameterDeclaration, kind, pattern);
            case 't':
                var declared = default(Sequence);
                while (!Take('E'))
                {
                    var declaration = ParameterDeclaration();
                    if (declaration == 0)
                    {
                        return 0;
                    }

                    Append(ref declared, declaration);
                }

                return Add(NodeKind.ParameterDeclaration, kind, declared.List);
            default:
                return 0;
        }
    }
}

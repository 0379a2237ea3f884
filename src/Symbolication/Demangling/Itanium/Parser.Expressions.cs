namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Parser
{
    /// <summary><c>expression</c> of ABI 5.1.6.</summary>
    private int Expression()
    {
        if (!Enter())
        {
            return 0;
        }

        return Leave(OneExpression());
    }

    private int OneExpression()
    {
        var (first, second) = (Peek, PeekSecond);
        switch (first)
        {
            case 'L':
                return Primary();
            case 'T':
                return TemplateParameterExpression();
            case 'f' when second is 'p' || (second == 'L' && _at + 2 < _text.Length && char.IsAsciiDigit(_text[_at + 2])):
                return FunctionParameter();
            case 'f' when second is 'l' or 'r' or 'L' or 'R':
                return Fold();
            case >= '0' and <= '9':
                return UnresolvedIdentifier();
            case 'u':
                return VendorExpression();
            case 'r' when second is 'q' or 'Q':
                return RequiresExpression();
        }

        switch (first, second)
        {
            case ('g', 's'):
                return GlobalExpression();
            case ('s', 'r'):
                return UnresolvedScope();
            case ('o', 'n'):
                _at += 2;
                return char.IsAsciiDigit(Peek) ? UnresolvedIdentifier() : WithOptionalArguments(OperatorName());
            case ('d', 'n'):
                _at += 2;
                return DestructorCall();
            case ('s', 'p'):
                _at += 2;
                var pattern = Expression();
                return pattern == 0 ? 0 : Add(NodeKind.PackExpansion, pattern);
            case ('s', 'Z'):
                _at += 2;
                var pack = Peek == 'T' ? TemplateParameter() : FunctionParameter();
                return pack == 0 ? 0 : Add(NodeKind.PackSize, pack);
            case ('s', 'P'):
                _at += 2;
                return Add(NodeKind.PackSize, ArgumentsToEnd());
            case ('i', 'l'):
                _at += 2;
                return Braced(0);
            case ('t', 'l'):
                _at += 2;
                var type = Type();
                return type == 0 ? 0 : Braced(type);
            case ('t', 'r'):
                _at += 2;
                return Add(NodeKind.Word, Words.Throw);
            case ('c', 'l') or ('c', 'p'):
                return Call();
            case ('c', 'v'):
                return Conversion();
            case ('n', 'w') or ('n', 'a'):
                return New(isGlobal: false);
            case ('t', 'i') or ('s', 't') or ('a', 't'):
                var number = Operators.Find(first, second);
                _at += 2;
                var operand = Type();
                return operand == 0 ? 0 : Add(NodeKind.Unary, number, operand);
            default:
                return Operation();
        }
    }

    /// <summary>Operators by how many operands they have.</summary>
    private int Operation()
    {
        var (first, second) = (Peek, PeekSecond);
        var number = Operators.Find(first, second);
        if (number == 0)
        {
            return 0;
        }

        _at += 2;
        switch (first, second)
        {
            case ('d', 'c') or ('s', 'c') or ('c', 'c') or ('r', 'c'):
                var type = Type();
                var value = type == 0 ? 0 : Expression();
                return value == 0 ? 0 : Add(NodeKind.NamedCast, number, type, value);
            case ('p', 'p') or ('m', 'm'):
                var isPrefix = Take('_');
                var variable = Expression();
                return variable == 0 ? 0 : Add(isPrefix ? NodeKind.Unary : NodeKind.Postfix, number, variable);
            case ('d', 't') or ('p', 't'):
                var from = Expression();
                var member = from == 0 ? 0 : Member();
                return member == 0 ? 0 : Add(NodeKind.Binary, number, from, member);
            case ('d', 'i'):
                var field = SourceName();
                var initial = field == 0 ? 0 : Expression();
                return initial == 0 ? 0 : Add(NodeKind.Binary, number, field, initial);
        }

        var operands = Operators.Get(number).Operands;
        var a = operands == 0 ? 0 : Expression();
        if (a == 0 || operands == 1)
        {
            return a == 0 ? 0 : Add(NodeKind.Unary, number, a);
        }

        var b = Expression();
        if (b == 0 || operands == 2)
        {
            return b == 0 ? 0 : Add(NodeKind.Binary, number, a, b);
        }

        var c = Expression();
        return c == 0 ? 0 : Add(NodeKind.Ternary, number, a, Add(NodeKind.List, b, Add(NodeKind.List, c)));
    }

    /// <summary>Expressions up to the end E.</summary>
    private int ExpressionsToEnd(char end = 'E')
    {
        var expressions = default(Sequence);
        while (!Take(end))
        {
            var expression = Expression();
            if (expression == 0)
            {
                return 0;
            }

            Append(ref expressions, expression);
        }

        return expressions.List;
    }

    private int Braced(int type)
    {
        var values = ExpressionsToEnd();
        return values == 0 ? 0 : Add(NodeKind.Braced, type, values);
    }

    /// <summary><c>cl expression+ E</c>; <c>cp</c> where the callee is in parentheses, so that it is not looked up by its arguments</summary>
    private int Call()
    {
        _at += 2;
        var callee = Expression();
        var arguments = callee == 0 ? 0 : ExpressionsToEnd();
        return arguments == 0 ? 0 : Add(NodeKind.Call, callee, arguments);
    }

    /// <summary><c>cv type expression | cv type _ expression* E</c></summary>
    private int Conversion()
    {
        _at += 2;
        var type = Type();
        if (type == 0)
        {
            return 0;
        }

        var operands = Take('_') ? ExpressionsToEnd() : Single(Expression());
        return operands == 0 ? 0 : Add(NodeKind.Cast, type, operands);
    }

    private readonly int Single(int item) => item == 0 ? 0 : Add(NodeKind.List, item);

    /// <summary><c>[gs] nw|na expression* _ type (E | pi expression* E | il expression* E)</c></summary>
    private int New(bool isGlobal)
    {
        var isArray = PeekSecond == 'a';
        _at += 2;
        var placement = ExpressionsToEnd('_');
        var type = placement == 0 ? 0 : Type();
        if (type == 0)
        {
            return 0;
        }

        var initializer = 0;
        if (Take('p', 'i'))
        {
            initializer = ExpressionsToEnd();
        }
        else if (Take('i', 'l'))
        {
            initializer = Braced(0);
        }
        else
        {
            initializer = Take('E') ? NodeArena.Empty : 0;
        }

        var flags = (isGlobal ? 1 : 0) | (isArray ? 2 : 0) | (initializer == NodeArena.Empty ? 4 : 0);
        return initializer == 0 ? 0 : Add(NodeKind.New, placement, type, initializer, (byte)flags);
    }

    /// <summary><c>fl|fr operator pack | fL|fR operator expression expression</c></summary>
    private int Fold()
    {
        var letter = PeekSecond;
        _at += 2;
        var number = Operators.Find(Peek, PeekSecond);
        if (number == 0)
        {
            return 0;
        }

        _at += 2;
        var a = Expression();
        var b = a != 0 && letter is 'L' or 'R' ? Expression() : 0;
        return a == 0 || (b == 0 && letter is 'L' or 'R') ? 0 : Add(NodeKind.Fold, number, a, b, (byte)letter);
    }
}

namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Printer
{
    /// <summary>The argument that a template parameter stands for, and the scope moved to where that was written; 0 when there is none.</summary>
    private int Resolve(int index)
    {
        if (_scope == PrintingScopes.None || ++_steps > DemanglingLimits.MaxSteps)
        {
            _failed = true;
            return 0;
        }

        var argument = At(_scopes.Arguments(_scope), index);
        if (argument != 0 && _nodes[argument].Kind == NodeKind.Pack)
        {
            argument = At(_nodes[argument].A, _packIndex);
        }

        if (argument == 0)
        {
            _failed = true;
        }

        _scope = _scopes.Around(_scope);
        return argument;
    }

    private int At(int cell, int index)
    {
        while (index > 0 && cell != 0)
        {
            cell = _nodes[cell].B;
            index--;
            _steps++;
        }

        return cell == 0 ? 0 : _nodes[cell].A;
    }

    /// <summary>What a chain of template parameters ends in, with the scope moved there. A lambda's own stand for themselves.</summary>
    private int ThroughParameters(int number)
    {
        while (_nodes[number].Kind == NodeKind.TemplateParameter && !_inLambda && !_failed)
        {
            number = Resolve(_nodes[number].A);
        }

        return number;
    }

    private void ParameterLeft(int index)
    {
        if (_inLambda)
        {
            LambdaParameter(index);
            return;
        }

        var (scope, pack) = (_scope, _packIndex);
        var argument = Resolve(index);
        if (!_failed)
        {
            Left(argument);
        }

        (_scope, _packIndex) = (scope, pack);
    }

    private void ParameterRight(int index, bool isWrapped)
    {
        if (_inLambda)
        {
            return;
        }

        var (scope, pack) = (_scope, _packIndex);
        var argument = Resolve(index);
        if (!_failed)
        {
            Right(argument, isWrapped);
        }

        (_scope, _packIndex) = (scope, pack);
    }

    /// <summary>Once for each element of the pack within; as it is written when there is none.</summary>
    private void Expansion(int pattern)
    {
        var pack = _inLambda ? 0 : FindPack(pattern);
        if (_failed)
        {
            return;
        }

        if (pack == 0)
        {
            Operand(pattern);
            _output.Add("...");
            return;
        }

        var count = Count(_nodes[pack].A);
        var index = _packIndex;
        for (var i = 0; i < count && !_failed; i++)
        {
            _packIndex = i;
            if (i > 0)
            {
                _output.Add(", ");
            }

            Print(pattern);
        }

        _packIndex = index;
    }

    private int Count(int cell)
    {
        var count = 0;
        for (; cell != 0 && _nodes[cell].A != 0; cell = _nodes[cell].B)
        {
            count++;
        }

        return count;
    }

    /// <summary>The first pack that a parameter within a pattern stands for.</summary>
    private int FindPack(int number)
    {
        if (number == 0 || !Enter())
        {
            return 0;
        }

        ref readonly var node = ref _nodes[number];
        var found = 0;
        switch (node.Kind)
        {
            case NodeKind.TemplateParameter:
                var argument = _scope == PrintingScopes.None ? 0 : At(_scopes.Arguments(_scope), node.A);
                found = argument != 0 && _nodes[argument].Kind == NodeKind.Pack ? argument : 0;
                break;
            case NodeKind.List:
                for (var cell = number; cell != 0 && found == 0 && !_failed; cell = _nodes[cell].B)
                {
                    found = FindPack(_nodes[cell].A);
                }

                break;
            case NodeKind.Name or NodeKind.Word or NodeKind.StandardName or NodeKind.Lambda or NodeKind.UnnamedType or NodeKind.OperatorName
                or NodeKind.FunctionParameter or NodeKind.FloatN or NodeKind.PackExpansion or NodeKind.PackSize or NodeKind.Special
                or NodeKind.SpecialFunction or NodeKind.ParameterDeclaration:
                break;
            case NodeKind.Literal or NodeKind.BitInt:
                found = FindPack(node.A);
                break;
            case NodeKind.Unary or NodeKind.Postfix or NodeKind.Binary or NodeKind.Ternary or NodeKind.NamedCast or NodeKind.Fold
                or NodeKind.DefaultArgument:
                found = FindPack(node.B);
                found = found == 0 && node.Kind != NodeKind.DefaultArgument ? FindPack(node.C) : found;
                break;
            default:
                found = FindPack(node.A);
                found = found == 0 ? FindPack(node.B) : found;
                found = found == 0 ? FindPack(node.C) : found;
                break;
        }

        _depth--;
        return found;
    }
}

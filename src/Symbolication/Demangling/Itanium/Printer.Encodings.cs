namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Printer
{
    /// <summary>A function, with its result where the symbol has it.</summary>
    private void Encoding(int number)
    {
        ref readonly var node = ref _nodes[number];
        var scope = _scope;
        var arguments = EncodingsArguments(node.A);
        if (arguments != 0)
        {
            _scope = _scopes.Push(arguments, scope);
        }

        if (_isScope)
        {
            Print(node.A);
        }
        else
        {
            Declaration(number);
        }

        if (arguments != 0)
        {
            _scopes.Pop();
        }

        _scope = scope;
    }

    private void Declaration(int number)
    {
        ref readonly var node = ref _nodes[number];
        var inLambda = _inLambda;
        _inLambda = false;
        var result = _nodes[node.B].A;
        if (result != 0)
        {
            Left(result);
            if (!HasRight(result))
            {
                _output.Add(' ');
            }
        }

        Print(node.A);
        FunctionTail(node.B);
        if (node.C != 0)
        {
            _output.Add(" requires ");
            Print(node.C);
        }

        _inLambda = inLambda;
    }

    private readonly int EncodingsArguments(int name)
    {
        while (_nodes[name].Kind is NodeKind.Local or NodeKind.DefaultArgument)
        {
            name = _nodes[name].B;
        }

        return _nodes[name].Kind == NodeKind.Template ? _nodes[name].B : 0;
    }

    private void Special(int number)
    {
        ref readonly var node = ref _nodes[number];
        if (_isScope && node.Kind == NodeKind.SpecialFunction)
        {
            // A thunk is a way into its target, for people one function with it.
            Print(node.B);
            if (node.A == Words.BlockInvocation)
            {
                _output.Add("::{block}");
            }

            return;
        }

        Word(node.A);
        if (node.A == Words.ReferenceTemporary)
        {
            _output.Add((ulong)node.C);
            _output.Add(" for ");
            Print(node.B);
            return;
        }

        Print(node.B);
        if (node.C != 0)
        {
            _output.Add("-in-");
            Print(node.C);
        }
    }
}

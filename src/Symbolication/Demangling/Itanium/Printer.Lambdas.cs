namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Printer
{
    private void Lambda(int number)
    {
        if (_isScope)
        {
            _output.Add("{lambda}");
            return;
        }

        ref readonly var node = ref _nodes[number];
        var (inLambda, template) = (_inLambda, _lambdasTemplate);
        (_inLambda, _lambdasTemplate) = (true, node.C);
        _output.Add("{lambda");
        if (node.C != 0)
        {
            Declarations(node.C);
        }

        _output.Add('(');
        List(node.A);
        _output.Add(")#");
        _output.Add((ulong)node.B + 1);
        _output.Add('}');
        (_inLambda, _lambdasTemplate) = (inLambda, template);
    }

    /// <summary>A parameter of a lambda's own template has no name in the symbol: $T0 where it was declared, auto:1 where it was not.</summary>
    private void LambdaParameter(int index)
    {
        var declaration = _lambdasTemplate == 0 ? 0 : At(_lambdasTemplate, index);
        if (declaration == 0)
        {
            _output.Add("auto:");
            _output.Add((ulong)index + 1);
        }
        else
        {
            ParameterName(declaration, index);
        }
    }

    private void ParameterName(int declaration, int index)
    {
        ref readonly var node = ref _nodes[declaration];
        while (node.A != 0 && node.A == 'p')
        {
            node = ref _nodes[node.B];
        }

        _output.Add(node.A switch { 'n' => "$N", 't' => "$TT", _ => "$T" });
        _output.Add((ulong)index);
    }

    private void Declarations(int list)
    {
        _output.Add('<');
        var index = 0;
        for (var cell = list; cell != 0 && _nodes[cell].A != 0 && !_failed; cell = _nodes[cell].B)
        {
            if (index > 0)
            {
                _output.Add(", ");
            }

            Declaration(_nodes[cell].A, isPack: false);
            _output.Add(' ');
            ParameterName(_nodes[cell].A, index);
            index++;
        }

        _output.Add('>');
    }

    private void Declaration(int declaration, bool isPack)
    {
        if (!Enter())
        {
            return;
        }

        ref readonly var node = ref _nodes[declaration];
        switch ((char)node.A)
        {
            case 'p':
                Declaration(node.B, isPack: true);
                break;
            case 'n':
                Print(node.B);
                break;
            case 't':
                _output.Add("template");
                Declarations(node.B);
                _output.Add(" class");
                break;
            default:
                _output.Add("typename");
                break;
        }

        if (isPack)
        {
            _output.Add("...");
        }

        _depth--;
    }
}

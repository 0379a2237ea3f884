namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Printer
{
    private void Name(int number)
    {
        ref readonly var node = ref _nodes[number];
        switch (node.Kind)
        {
            case NodeKind.Name:
                SourceName(_text.Slice(node.A, node.B));
                break;
            case NodeKind.Word:
                Word(node.A);
                break;
            case NodeKind.StandardName:
                StandardName((char)node.A);
                break;
            case NodeKind.Qualified or NodeKind.Local:
                Qualified(node.A, node.B);
                break;
            case NodeKind.Template:
                Print(node.A);
                Arguments(_isScope ? 0 : node.B);
                break;
            case NodeKind.Pack:
                List(node.A);
                break;
            case NodeKind.List:
                List(number);
                break;
            case NodeKind.DefaultArgument:
                if (!_isScope)
                {
                    _output.Add("{default arg#");
                    _output.Add((ulong)node.A + 1);
                    _output.Add("}::");
                }

                Print(node.B);
                break;
            case NodeKind.Initializer:
                Print(node.A);
                break;
            case NodeKind.AbiTag:
                Print(node.A);
                if (!_isScope)
                {
                    _output.Add("[abi:");
                    Print(node.B);
                    _output.Add(']');
                }

                break;
            case NodeKind.InModule:
                InModule(number);
                break;
            case NodeKind.Constructor:
                OwnName(_isScope && node.B != 0 ? node.B : node.A);
                break;
            case NodeKind.Destructor:
                _output.Add('~');
                OwnName(node.A);
                break;
            case NodeKind.OperatorName:
                var sign = Operators.Get(node.A).Text.AsSpan().TrimEnd(' ');
                _output.Add("operator");
                if (char.IsAsciiLetterLower(sign[0]))
                {
                    _output.Add(' ');
                }

                _output.Add(sign);
                break;
            case NodeKind.Conversion:
                _output.Add("operator ");
                Print(node.A);
                break;
            case NodeKind.LiteralOperator:
                _output.Add(_isScope ? "operator\"\"" : "operator\"\" ");
                Print(node.A);
                break;
            case NodeKind.VendorOperator:
                _output.Add("operator ");
                Print(node.A);
                break;
            case NodeKind.Lambda:
                Lambda(number);
                break;
            case NodeKind.UnnamedType:
                Numbered("{unnamed type#", node.A, "{unnamed type}");
                break;
            case NodeKind.StructuredBinding:
                _output.Add('[');
                List(node.A);
                _output.Add(']');
                break;
            case NodeKind.Encoding:
                Encoding(number);
                break;
            case NodeKind.Special or NodeKind.SpecialFunction:
                Special(number);
                break;
            default:
                _failed = true;
                break;
        }
    }

    private void Numbered(string before, int ordinal, string inScope)
    {
        if (_isScope)
        {
            _output.Add(inScope);
            return;
        }

        _output.Add(before);
        _output.Add((ulong)ordinal + 1);
        _output.Add('}');
    }

    /// <summary>Compilers call an anonymous namespace <c>_GLOBAL__N_</c>, and some add a hash of the file.</summary>
    private void SourceName(ReadOnlySpan<char> name)
    {
        if (name.Length >= 10 && name[0] == '_' && name.StartsWith("_GLOBAL_") && name[8] is '_' or '.' or '$' && name[9] == 'N')
        {
            _output.Add("(anonymous namespace)");
        }
        else if (_isScope && name.StartsWith("._anon_"))
        {
            // g++'s for a class without a name that has members of internal linkage.
            _output.Add("{unnamed type}");
        }
        else
        {
            _output.Add(name);
        }
    }

    private void InModule(int number)
    {
        ref readonly var node = ref _nodes[number];
        if (node.B != 0)
        {
            Print(node.B);
            if (!_isScope)
            {
                _output.Add('@');
                Print(node.A);
            }

            return;
        }

        if (node.A != 0)
        {
            Print(node.A);
            _output.Add(node.Flags == 0 ? '.' : ':');
        }
        else if (node.Flags != 0)
        {
            _output.Add(':');
        }

        Print(node.C);
    }

    private void OwnName(int name)
    {
        if (_nodes[name].Kind == NodeKind.StandardName)
        {
            _output.Add(StandardNames.OwnName((char)_nodes[name].A));
        }
        else if (_isScope && ClangsUnnamed(name))
        {
            _output.Add("{lambda}");
        }
        else
        {
            Print(name);
        }
    }

    private void StandardName(char letter)
    {
        _output.Add(StandardNames.Name(letter));
        if (!_isScope)
        {
            _output.Add(StandardNames.Arguments(letter));
        }
    }

    private void Arguments(int list)
    {
        if (list == 0)
        {
            return;
        }

        _output.Add(Last == '<' ? " <" : "<");
        var (inLambda, depth) = (_inLambda, _depth);
        List(list);
        (_inLambda, _depth) = (inLambda, depth);
        _output.Add(Last == '>' ? " >" : ">");
    }
}

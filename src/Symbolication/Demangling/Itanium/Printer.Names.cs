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
                OwnName(node.A);
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
                _output.Add("operator\"\" ");
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
                Numbered("{unnamed type#", node.A, "{unnamed}");
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
            _output.Add("{unnamed}");
        }
        else
        {
            _output.Add(name);
        }
    }

    private void Qualified(int scope, int name)
    {
        if (_isScope && ClangsUnnamed(scope))
        {
            _output.Add(IsLambdasMember(name) ? "{lambda}" : "{unnamed}");
        }
        else if (_isScope && _nodes[scope].Kind is NodeKind.Qualified or NodeKind.Local && ClangsUnnamed(_nodes[scope].B))
        {
            Print(_nodes[scope].A);
            _output.Add(IsLambdasMember(name) ? "::{lambda}" : "::{unnamed}");
        }
        else
        {
            Print(scope);
        }

        _output.Add("::");
        Print(name);
    }

    /// <summary>clang++ numbers lambdas and unnamed classes of internal linkage: <c>$_0</c>.</summary>
    private readonly bool ClangsUnnamed(int name) =>
        _nodes[name].Kind == NodeKind.Name && _nodes[name].B > 2 && _text[_nodes[name].A] == '$' && _text[_nodes[name].A + 1] == '_';

    /// <summary>Whether a member is one of those that a lambda has: its call, its conversion, its function.</summary>
    private readonly bool IsLambdasMember(int name)
    {
        while (_nodes[name].Kind is NodeKind.Template or NodeKind.AbiTag)
        {
            name = _nodes[name].A;
        }

        ref readonly var node = ref _nodes[name];
        return node.Kind is NodeKind.Conversion or NodeKind.Constructor or NodeKind.Destructor
            || (node.Kind == NodeKind.OperatorName && Operators.Get(node.A).Code == "cl")
            || (node.Kind == NodeKind.Name && _text.Slice(node.A, node.B) is "__invoke");
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

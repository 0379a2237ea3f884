namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Printer
{
    /// <summary>Everything of <see cref="NodeKind"/> behind types.</summary>
    private void Expression(int number)
    {
        ref readonly var node = ref _nodes[number];
        switch (node.Kind)
        {
            case NodeKind.Vector:
                Print(node.A);
                _output.Add(" __vector(");
                Print(node.B);
                _output.Add(')');
                break;
            case NodeKind.PackExpansion:
                Expansion(node.A);
                break;
            case NodeKind.Decltype:
                _output.Add("decltype (");
                Print(node.A);
                _output.Add(')');
                break;
            case NodeKind.FunctionParameter when node.A == 0:
                _output.Add("this");
                break;
            case NodeKind.FunctionParameter:
                _output.Add("{parm#");
                _output.Add((ulong)node.A);
                _output.Add('}');
                break;
            case NodeKind.Literal:
                Literal(number);
                break;
            case NodeKind.Unary:
                Unary(node.A, node.B);
                break;
            case NodeKind.Postfix:
                Operand(node.B);
                _output.Add(Operators.Get(node.A).Text);
                break;
            case NodeKind.Binary:
                Binary(node.A, node.B, node.C);
                break;
            case NodeKind.Ternary:
                Ternary(number);
                break;
            case NodeKind.Braced:
                if (node.A != 0)
                {
                    Print(node.A);
                }

                _output.Add('{');
                List(node.B);
                _output.Add('}');
                break;
            case NodeKind.Call:
                Operand(_nodes[node.A].Kind == NodeKind.Encoding ? _nodes[node.A].A : node.A);
                Parenthesised(node.B);
                break;
            case NodeKind.Cast:
                Cast(node.A, node.B);
                break;
            case NodeKind.NamedCast:
                _output.Add(Operators.Get(node.A).Text);
                _output.Add('<');
                Print(node.B);
                _output.Add(Last == '>' ? " >(" : ">(");
                Print(node.C);
                _output.Add(')');
                break;
            case NodeKind.New:
                New(number);
                break;
            case NodeKind.Fold:
                Fold(number);
                break;
            case NodeKind.PackSize:
                PackSize(node.A);
                break;
            case NodeKind.VendorExpression:
                Print(node.A);
                Parenthesised(node.B);
                break;
            case NodeKind.BitInt:
                _output.Add(node.B == 0 ? "unsigned _BitInt(" : "_BitInt(");
                Print(node.A);
                _output.Add(')');
                break;
            case NodeKind.FloatN:
                _output.Add("_Float");
                _output.Add(_text.Slice(node.A, node.B));
                _output.Add(node.Flags == 0 ? "" : "x");
                break;
            case NodeKind.Global:
                _output.Add("::");
                if (_nodes[node.A].Kind == NodeKind.Unary)
                {
                    Print(node.A);
                }
                else
                {
                    Operand(node.A);
                }

                break;
            default:
                _failed = true;
                break;
        }
    }

    /// <summary>Within an operator, in parentheses, unless it is a mere name.</summary>
    private void Operand(int number)
    {
        var isSimple = _nodes[number].Kind is NodeKind.Name or NodeKind.Qualified or NodeKind.Braced or NodeKind.FunctionParameter;
        if (isSimple)
        {
            Print(number);
            return;
        }

        _output.Add('(');
        Print(number);
        _output.Add(')');
    }

    private void Parenthesised(int list)
    {
        _output.Add('(');
        List(list);
        _output.Add(')');
    }

    private void Unary(int number, int operand)
    {
        var @operator = Operators.Get(number);
        _output.Add(@operator.Text);
        if (@operator.Code == "ad" && _nodes[operand].Kind == NodeKind.Encoding && _nodes[_nodes[operand].A].Kind == NodeKind.Qualified
            && _nodes[_nodes[operand].B].Flags == 0)
        {
            // A member's address is written without its parameters, unless it is that of a const one and the like: c++filt's way.
            Print(_nodes[operand].A);
        }
        else if (@operator.Operands == 0)
        {
            _output.Add('(');
            Print(operand);
            _output.Add(')');
        }
        else
        {
            Operand(operand);
        }
    }

    private void Binary(int number, int left, int right)
    {
        var @operator = Operators.Get(number);
        switch (@operator.Code)
        {
            case "ix":
                Operand(left);
                _output.Add('[');
                Print(right);
                _output.Add(']');
                return;
            case "di":
                _output.Add('.');
                Print(left);
                _output.Add('=');
                Print(right);
                return;
            case "dx":
                _output.Add('[');
                Print(left);
                _output.Add("]=");
                Print(right);
                return;
        }

        // Otherwise the angle would end the template's arguments.
        var isAngle = @operator.Code == "gt";
        _output.Add(isAngle ? "(" : "");
        Operand(left);
        _output.Add(@operator.Text);
        Operand(right);
        _output.Add(isAngle ? ")" : "");
    }

    private void Ternary(int number)
    {
        ref readonly var node = ref _nodes[number];
        var second = _nodes[node.C].A;
        var third = _nodes[_nodes[node.C].B].A;
        if (Operators.Get(node.A).Code == "dX")
        {
            _output.Add('[');
            Print(node.B);
            _output.Add("...");
            Print(second);
            _output.Add("]=");
            Print(third);
            return;
        }

        Operand(node.B);
        _output.Add('?');
        Operand(second);
        _output.Add(" : ");
        Operand(third);
    }

    private void Cast(int type, int operands)
    {
        _output.Add('(');
        Print(type);
        _output.Add(')');
        if (_nodes[operands].A != 0 && _nodes[operands].B == 0)
        {
            Operand(_nodes[operands].A);
        }
        else
        {
            Parenthesised(operands);
        }
    }

    private void New(int number)
    {
        ref readonly var node = ref _nodes[number];
        _output.Add((node.Flags & 1) != 0 ? "::new" : "new");
        _output.Add((node.Flags & 2) != 0 ? "[] " : " ");
        if (_nodes[node.A].A != 0)
        {
            Parenthesised(node.A);
            _output.Add(' ');
        }

        Print(node.B);
        if (_nodes[node.C].Kind == NodeKind.Braced)
        {
            Print(node.C);
        }
        else if ((node.Flags & 4) == 0)
        {
            Parenthesised(node.C);
        }
    }

    private void Fold(int number)
    {
        ref readonly var node = ref _nodes[number];
        var between = Operators.Get(node.A).Text;
        _output.Add('(');
        if (node.Flags == 'l')
        {
            _output.Add("...");
        }
        else
        {
            Operand(node.B);
        }

        _output.Add(between);
        if (node.Flags is (byte)'L' or (byte)'R')
        {
            _output.Add("...");
            _output.Add(between);
            Operand(node.C);
        }
        else if (node.Flags == 'l')
        {
            Operand(node.B);
        }
        else
        {
            _output.Add("...");
        }

        _output.Add(')');
    }

    /// <summary>How many there are, where the symbol says it.</summary>
    private void PackSize(int number)
    {
        if (_nodes[number].Kind == NodeKind.List)
        {
            _output.Add((ulong)CountExpanded(number));
            return;
        }

        var pack = _inLambda ? 0 : FindPack(number);
        if (pack != 0)
        {
            _output.Add((ulong)Count(_nodes[pack].A));
            return;
        }

        _output.Add("sizeof...(");
        Print(number);
        _output.Add(')');
    }

    /// <summary>Arguments, with packs for as many as they have.</summary>
    private int CountExpanded(int cell)
    {
        var count = 0;
        for (; cell != 0 && _nodes[cell].A != 0; cell = _nodes[cell].B)
        {
            var item = _nodes[cell].A;
            var pack = _nodes[item].Kind == NodeKind.PackExpansion ? FindPack(_nodes[item].A) : 0;
            count += pack != 0 ? Count(_nodes[pack].A) : 1;
        }

        return count;
    }

    private void Literal(int number)
    {
        ref readonly var node = ref _nodes[number];
        var value = _text.Slice(node.B, node.C);
        var isNegative = node.Flags != 0;
        var type = _nodes[node.A].Kind == NodeKind.Word ? Words.Text(_nodes[node.A].A) : "";
        if (type == "bool" && !isNegative && value is "0" or "1")
        {
            _output.Add(value is "0" ? "false" : "true");
            return;
        }

        var suffix = type switch
        {
            "int" => "",
            "unsigned int" => "u",
            "long" => "l",
            "unsigned long" => "ul",
            "long long" => "ll",
            "unsigned long long" => "ull",
            _ => null,
        };
        if (suffix is not null)
        {
            _output.Add(isNegative ? "-" : "");
            _output.Add(value);
            _output.Add(suffix);
            return;
        }

        if (type == "decltype(nullptr)" && value.IsEmpty)
        {
            _output.Add(type);
            return;
        }

        var isFloat = type is "float" or "double" or "long double" or "__float128";
        _output.Add('(');
        Print(node.A);
        _output.Add(')');
        _output.Add(isNegative ? "-" : "");
        _output.Add(isFloat ? "[" : value.IsEmpty ? "{}" : "");
        _output.Add(value);
        _output.Add(isFloat ? "]" : "");
    }
}

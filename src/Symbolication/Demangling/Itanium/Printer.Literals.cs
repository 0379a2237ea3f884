namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Printer
{
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

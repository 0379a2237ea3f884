namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Printer
{
    private void Qualified(int scope, int name)
    {
        // Debugging information has what is in an initialiser or a default argument beside the variable or the function, not in it.
        if (_isScope && _nodes[scope].Kind == NodeKind.Initializer)
        {
            Around(_nodes[scope].A);
            Print(name);
            return;
        }

        if (_isScope && _nodes[name].Kind == NodeKind.DefaultArgument)
        {
            Around(scope);
            Print(name);
            return;
        }

        if (_isScope && ClangsUnnamed(scope))
        {
            _output.Add(IsLambdasMember(name) ? "{lambda}" : "{unnamed type}");
        }
        else if (_isScope && _nodes[scope].Kind is NodeKind.Qualified or NodeKind.Local && ClangsUnnamed(_nodes[scope].B))
        {
            Print(_nodes[scope].A);
            _output.Add(IsLambdasMember(name) ? "::{lambda}" : "::{unnamed type}");
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

    /// <summary>The scope that something is in, if any.</summary>
    private void Around(int number)
    {
        while (_nodes[number].Kind is NodeKind.Encoding or NodeKind.Template or NodeKind.AbiTag)
        {
            number = _nodes[number].A;
        }

        if (_nodes[number].Kind is NodeKind.Qualified or NodeKind.Local)
        {
            Print(_nodes[number].A);
            _output.Add("::");
        }
    }
}

namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Printer
{
    /// <summary>const and the like stand behind the type. One that is around already, as of <c>T const</c> where T is const, is said once.</summary>
    private void QualifiedLeft(int number, NodeKind pending)
    {
        ref readonly var node = ref _nodes[number];
        _pendingQualifier = node.Kind;
        Left(node.A);
        _pendingQualifier = NodeKind.None;
        if (node.Kind != pending)
        {
            _output.Add(node.Kind switch { NodeKind.Const => " const", NodeKind.Volatile => " volatile", _ => " restrict" });
        }
    }

    /// <summary>Pointers, references, pointers to members, a vendor's qualifiers: in parentheses around functions and arrays.</summary>
    private void WrapperLeft(int number)
    {
        var (scope, pack) = (_scope, _packIndex);
        var (target, kind) = Collapse(number);
        var declarator = Declarator(target);
        Left(target);
        var isWord = kind is NodeKind.MemberPointer or NodeKind.VendorQualified;
        if (declarator == NodeKind.Array || (declarator == NodeKind.Function && (isWord ? Last != ' ' : Last is not ('(' or '*' or ' '))))
        {
            _output.Add(' ');
        }

        if (declarator != NodeKind.None)
        {
            _output.Add('(');
        }

        switch (kind)
        {
            case NodeKind.Pointer:
                _output.Add('*');
                break;
            case NodeKind.LvalueReference:
                _output.Add('&');
                break;
            case NodeKind.RvalueReference:
                _output.Add("&&");
                break;
            case NodeKind.MemberPointer:
                if (Last != '(')
                {
                    _output.Add(' ');
                }

                Print(_nodes[number].A);
                _output.Add("::*");
                break;
            default:
                _output.Add(' ');
                Print(_nodes[number].B);
                Arguments(_nodes[number].C);
                break;
        }

        (_scope, _packIndex) = (scope, pack);
    }

    private void WrapperRight(int number)
    {
        var (scope, pack) = (_scope, _packIndex);
        var (target, _) = Collapse(number);
        var isWrapped = Declarator(target) != NodeKind.None;
        if (isWrapped)
        {
            _output.Add(')');
        }

        Right(target, isWrapped);
        (_scope, _packIndex) = (scope, pack);
    }

    /// <summary>
    /// What a wrapper is around, and which kind it is: a reference to a template parameter that is a reference is one reference, by C++'s rules. The scope
    /// is left where the target is to be printed.
    /// </summary>
    private (int Target, NodeKind Kind) Collapse(int number)
    {
        ref readonly var node = ref _nodes[number];
        if (node.Kind is not (NodeKind.LvalueReference or NodeKind.RvalueReference))
        {
            return (node.Kind == NodeKind.MemberPointer ? node.B : node.A, node.Kind);
        }

        var kind = node.Kind;
        var target = node.A;
        while (true)
        {
            var (scope, pack) = (_scope, _packIndex);
            var resolved = ThroughParameters(target);
            var under = _nodes[resolved].Kind;
            if (under is not (NodeKind.LvalueReference or NodeKind.RvalueReference) || _failed)
            {
                (_scope, _packIndex) = (scope, pack);
                return (target, kind);
            }

            kind = under == NodeKind.LvalueReference ? under : kind;
            target = _nodes[resolved].A;
        }
    }

    /// <summary>Whether a type is, qualifiers apart, a function or an array, so that a pointer to it needs parentheses.</summary>
    private NodeKind Declarator(int number)
    {
        var (scope, pack) = (_scope, _packIndex);
        while (true)
        {
            number = ThroughParameters(number);
            ref readonly var node = ref _nodes[number];
            if (node.Kind is not (NodeKind.Const or NodeKind.Volatile or NodeKind.Restrict))
            {
                (_scope, _packIndex) = (scope, pack);
                return node.Kind is NodeKind.Function or NodeKind.Array ? node.Kind : NodeKind.None;
            }

            number = node.A;
        }
    }

    /// <summary>Whether there is anything right of what the type declares.</summary>
    private bool HasRight(int number)
    {
        var (scope, pack) = (_scope, _packIndex);
        while (true)
        {
            number = ThroughParameters(number);
            ref readonly var node = ref _nodes[number];
            if (node.Kind is < NodeKind.Pointer or > NodeKind.MemberPointer || _failed || ++_steps > DemanglingLimits.MaxSteps)
            {
                (_scope, _packIndex) = (scope, pack);
                return node.Kind is NodeKind.Function or NodeKind.Array;
            }

            number = node.Kind == NodeKind.MemberPointer ? node.B : node.A;
        }
    }
}

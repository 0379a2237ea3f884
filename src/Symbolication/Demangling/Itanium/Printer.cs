namespace Fleet.Symbolication.Demangling.Itanium;

/// <summary>
/// Writes nodes as C++. A type is written in two parts, left and right of what it would declare: <c>int (*</c> and <c>)(char)</c>. The spelling, with its
/// spaces and parentheses, is that of binutils' <c>c++filt</c>, since that is what people search for.
/// </summary>
/// <param name="isScope">Only namespace::class::function, as <see cref="DemangledName.Scope"/> says.</param>
internal ref partial struct Printer(ReadOnlySpan<char> symbol, NodeArena nodes, PrintingScopes scopes, TextBuffer output, bool isScope)
{
    private readonly ReadOnlySpan<char> _text = symbol;
    private readonly NodeArena _nodes = nodes;
    private readonly PrintingScopes _scopes = scopes;
    private readonly TextBuffer _output = output;
    private readonly bool _isScope = isScope;
    private int _depth;
    private int _steps;
    private bool _failed;
    private int _scope = PrintingScopes.None;
    private int _packIndex;
    private bool _inLambda;
    private int _lambdasTemplate;
    private NodeKind _pendingQualifier;

    /// <summary>A length of the output at which a comma was taken back.</summary>
    private int _cutAt = -1;

    /// <summary>Writes a whole; false when it is not a name, or one beyond the limits.</summary>
    public bool TryPrint(int node)
    {
        _scopes.Clear();
        Print(node);
        return !_failed && !_output.Overflowed && _output.Length > 0;
    }

    private void Print(int node)
    {
        Left(node);
        Right(node);
    }

    private bool Enter()
    {
        if (_failed || _depth >= DemanglingLimits.MaxDepth || ++_steps > DemanglingLimits.MaxSteps || _output.Overflowed)
        {
            _failed = true;
            return false;
        }

        _depth++;
        return true;
    }

    /// <summary>
    /// What was written last, for spaces that keep two characters apart. Where a comma was taken back that is a space, as it is in c++filt: it writes
    /// <c>A&lt;B&lt;C&gt;&gt;</c> when an empty pack was the end, and <c>A&lt;B&lt;C&gt; &gt;</c> otherwise.
    /// </summary>
    private readonly char Last => _output.Length == _cutAt ? ' ' : _output.Last;

    private void Word(int word) => _output.Add(Words.Text(word));

    /// <summary>What comes before the declared name: all of it, for everything but types with functions and arrays in them.</summary>
    private void Left(int number)
    {
        if (!Enter())
        {
            return;
        }

        ref readonly var node = ref _nodes[number];
        var pending = _pendingQualifier;
        _pendingQualifier = NodeKind.None;
        switch (node.Kind)
        {
            case NodeKind.Const or NodeKind.Volatile or NodeKind.Restrict:
                QualifiedLeft(number, pending);
                break;
            case NodeKind.TemplateParameter:
                _pendingQualifier = pending;
                ParameterLeft(node.A);
                break;
            case NodeKind.Pointer or NodeKind.LvalueReference or NodeKind.RvalueReference or NodeKind.MemberPointer or NodeKind.VendorQualified:
                WrapperLeft(number);
                break;
            case NodeKind.Function:
                if (node.A != 0)
                {
                    Left(node.A);
                    _output.Add(HasRight(node.A) ? "" : " ");
                }

                break;
            case NodeKind.Array:
                Left(node.A);
                break;
            case NodeKind.Complex:
                Left(node.A);
                _output.Add(" _Complex");
                break;
            case NodeKind.Imaginary:
                Left(node.A);
                _output.Add(" _Imaginary");
                break;
            default:
                if (node.Kind < NodeKind.Function)
                {
                    Name(number);
                }
                else
                {
                    Expression(number);
                }

                break;
        }

        _depth--;
    }

    /// <summary>What comes behind the declared name.</summary>
    /// <param name="isWrapped">A pointer's parenthesis stands before it already.</param>
    private void Right(int number, bool isWrapped = false)
    {
        ref readonly var node = ref _nodes[number];
        if (node.Kind is < NodeKind.Function or > NodeKind.TemplateParameter || !Enter())
        {
            return;
        }

        switch (node.Kind)
        {
            case NodeKind.Const or NodeKind.Volatile or NodeKind.Restrict or NodeKind.Complex or NodeKind.Imaginary:
                Right(node.A, isWrapped);
                break;
            case NodeKind.TemplateParameter:
                ParameterRight(node.A, isWrapped);
                break;
            case NodeKind.Pointer or NodeKind.LvalueReference or NodeKind.RvalueReference or NodeKind.MemberPointer or NodeKind.VendorQualified:
                WrapperRight(number);
                break;
            case NodeKind.Function:
                FunctionTail(number);
                break;
            case NodeKind.Array:
                _output.Add(Last == ']' && !isWrapped ? "[" : " [");
                if (node.B != 0)
                {
                    Print(node.B);
                }

                _output.Add(']');
                Right(node.A);
                break;
        }

        _depth--;
    }

    /// <summary>Parameters and what is behind them, and the right part of the result.</summary>
    private void FunctionTail(int number)
    {
        ref readonly var node = ref _nodes[number];
        var qualifiers = (Qualifiers)node.Flags;
        _output.Add('(');
        List(node.B);
        _output.Add(')');
        if (qualifiers.HasFlag(Qualifiers.TransactionSafe))
        {
            _output.Add(" transaction_safe");
        }

        if (node.C != 0)
        {
            ExceptionSpecification(node.C);
        }

        if (qualifiers != Qualifiers.None)
        {
            _output.Add(qualifiers.HasFlag(Qualifiers.Const) ? " const" : "");
            _output.Add(qualifiers.HasFlag(Qualifiers.Volatile) ? " volatile" : "");
            _output.Add(qualifiers.HasFlag(Qualifiers.Restrict) ? " restrict" : "");
            _output.Add(qualifiers.HasFlag(Qualifiers.LvalueReference) ? " &" : qualifiers.HasFlag(Qualifiers.RvalueReference) ? " &&" : "");
        }

        if (node.A != 0)
        {
            Right(node.A);
        }
    }

    private void ExceptionSpecification(int number)
    {
        ref readonly var node = ref _nodes[number];
        _output.Add(node.Kind == NodeKind.Throws ? " throw" : " noexcept");
        if (node.A != 0)
        {
            _output.Add('(');
            if (node.Kind == NodeKind.Throws)
            {
                List(node.A);
            }
            else
            {
                Print(node.A);
            }

            _output.Add(')');
        }
    }

    /// <summary>Items with commas between. Where the last ones are empty packs there is none; c++filt keeps those of the others.</summary>
    private void List(int cell)
    {
        if (_nodes[cell].A == 0)
        {
            return;
        }

        Print(_nodes[cell].A);
        var keep = _output.Length;
        for (cell = _nodes[cell].B; cell != 0 && !_failed; cell = _nodes[cell].B)
        {
            _output.Add(", ");
            var start = _output.Length;
            Print(_nodes[cell].A);
            if (_output.Length > start)
            {
                keep = _output.Length;
            }
        }

        if (!_output.Overflowed && keep < _output.Length)
        {
            _output.Truncate(keep);
            _cutAt = keep;
        }
    }
}

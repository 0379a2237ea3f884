using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Variables;

/// <summary>Arguments and locals of a function, or of an inlined call, with the blocks that they are in. Read once of its entries.</summary>
internal sealed class FunctionVariables
{
    /// <summary>Blocks, and variables, of nearly all functions.</summary>
    private const int UsualCount = 64;

    /// <summary>Of names that C++ leaves to compilers: <c>__for_range</c>, <c>__func__</c>.</summary>
    private const string ReservedPrefix = "__";

    private readonly List<Block> _blocks = [];
    private readonly HashSet<DieReference> _instances = [];
    private int _count;

    /// <summary>Of its code: where its first range begins (DWARF 5, 2.17). Null when it has none.</summary>
    public ulong? Start { get; private set; }

    /// <summary>What offsets in its frame count from.</summary>
    public DieAttribute FrameBase { get; private set; }

    /// <summary>The function, and blocks within it.</summary>
    public int Blocks => _blocks.Count;

    /// <param name="function">Of the code, or of an inlined call.</param>
    public static FunctionVariables Read(DieReference function)
    {
        var variables = new FunctionVariables();
        var left = function.Unit.Section.Length;
        try
        {
            variables.ReadEntries(function, ref left);
        }
        catch (MalformedException e)
        {
            function.Unit.File.Damage.Add(e);
        }

        return variables;
    }

    /// <summary>Those whose blocks an address is in: arguments first, then those of the innermost block.</summary>
    /// <param name="pc">In the module's own addresses.</param>
    public List<VariableEntry> At(ulong pc)
    {
        var found = new List<VariableEntry>(Math.Min(_count, UsualCount));
        Span<bool> isIn = _blocks.Count <= UsualCount ? stackalloc bool[_blocks.Count] : new bool[_blocks.Count];
        for (var i = 0; i < isIn.Length; i++)
        {
            isIn[i] = (i == 0 || isIn[_blocks[i].Parent]) && _blocks[i].Contains(pc);
        }

        Add(isIn, isArgument: true, found);
        Add(isIn, isArgument: false, found);
        return found;
    }

    private void Add(ReadOnlySpan<bool> isIn, bool isArgument, List<VariableEntry> to)
    {
        for (var i = isIn.Length - 1; i >= 0; i--)
        {
            if (!isIn[i])
            {
                continue;
            }

            foreach (var variable in _blocks[i].Variables)
            {
                if (variable.IsArgument == isArgument)
                {
                    to.Add(variable);
                }
            }
        }
    }

    private void ReadEntries(DieReference function, ref int rangesLeft)
    {
        var unit = function.Unit;
        var reader = new DieReader(function);
        if (!reader.Next() || reader.IsEnd)
        {
            return;
        }

        _blocks.Add(ReadBlock(unit, ref reader, 0, ref rangesLeft, out var frameBase));
        FrameBase = frameBase;
        Start = _blocks[0].Ranges is [var first, ..] ? first.Start : null;
        _blocks[0] = _blocks[0] with { Ranges = [] };
        List<int> open = [0];
        while (reader.HasChildren || reader.Depth > 0)
        {
            if (!reader.Next() || (reader.IsEnd && reader.Depth <= 1))
            {
                break;
            }

            if (reader.IsEnd)
            {
                continue;
            }

            open.RemoveRange(Math.Min(open.Count, reader.Depth), Math.Max(0, open.Count - reader.Depth));
            var block = open[^1];
            switch (reader.Tag)
            {
                case DwarfTag.FormalParameter or DwarfTag.Variable when _count < VariableLimits.MaxInFunction:
                    Add(block, VariableEntry.Read(unit, ref reader));
                    break;
                case DwarfTag.LexicalBlock or DwarfTag.TryBlock or DwarfTag.CatchBlock or DwarfTag.WithStatement or DwarfTag.GnuFormalParameterPack when reader.HasChildren:
                    if (reader.Depth >= DwarfLimits.MaxDepth)
                    {
                        throw new MalformedException(unit.Section.What, reader.Offset, "blocks that are too deep within one another");
                    }

                    _blocks.Add(ReadBlock(unit, ref reader, block, ref rangesLeft, out _));
                    open.Add(_blocks.Count - 1);
                    continue;
                default:
                    break;
            }

            reader.SkipChildren();
        }

        for (var i = 0; i < _blocks.Count; i++)
        {
            Inherit(i);
        }
    }

    private static Block ReadBlock(Unit unit, ref DieReader reader, int parent, ref int rangesLeft, out DieAttribute frameBase)
    {
        frameBase = default;
        DieAttribute low = default, high = default, ranges = default, origin = default;
        while (reader.NextAttribute(out var attribute))
        {
            switch (attribute.Name)
            {
                case DwarfAttribute.LowPc:
                    low = attribute;
                    break;
                case DwarfAttribute.HighPc:
                    high = attribute;
                    break;
                case DwarfAttribute.Ranges:
                    ranges = attribute;
                    break;
                case DwarfAttribute.AbstractOrigin:
                    origin = attribute;
                    break;
                case DwarfAttribute.FrameBase:
                    frameBase = attribute;
                    break;
                default:
                    break;
            }
        }

        var found = new List<AddressRange>();
        RangeReader.Read(unit, low, high, ranges, found, ref rangesLeft);
        return new Block(parent, [.. found], [], unit.Reference(origin));
    }

    /// <summary>What the origin of a block has and no entry here is an instance of: it is nowhere, or a constant.</summary>
    private void Inherit(int block)
    {
        if (_blocks[block].Origin is not { } origin)
        {
            return;
        }

        var reader = new DieReader(origin);
        reader.Next();
        if (!reader.HasChildren)
        {
            return;
        }

        while (reader.Next() && !reader.IsEnd && _count < VariableLimits.MaxInFunction)
        {
            if (reader.Tag is DwarfTag.FormalParameter or DwarfTag.Variable && !_instances.Contains(new DieReference(origin.Unit, reader.Offset)))
            {
                Add(block, VariableEntry.Read(origin.Unit, ref reader));
            }

            reader.SkipChildren();
        }
    }

    private void Add(int block, VariableEntry variable)
    {
        _count++;
        if (variable.Origin is { } origin)
        {
            _instances.Add(origin);
        }

        if (variable.Name.Length > 0 && !variable.IsDeclaration && (variable.IsArgument || !IsMadeUp(variable)))
        {
            _blocks[block].Variables.Add(variable);
        }
    }

    /// <summary>By the compiler, and of no use. What a lambda has captured is marked as made up too, but has the name that the source gave it.</summary>
    private static bool IsMadeUp(VariableEntry variable) =>
        variable.IsArtificial && (variable.Name.StartsWith(ReservedPrefix, StringComparison.Ordinal) || variable.Name.Contains('.', StringComparison.Ordinal));

    /// <param name="Ranges">None where it says none: it is all of the block around it.</param>
    private readonly record struct Block(int Parent, AddressRange[] Ranges, List<VariableEntry> Variables, DieReference? Origin)
    {
        public bool Contains(ulong pc)
        {
            foreach (var range in Ranges)
            {
                if (range.Start <= pc && pc < range.End)
                {
                    return true;
                }
            }

            return Ranges.Length == 0;
        }
    }
}

namespace Fleet.Symbolication.Dwarf;

/// <summary>Goes through all entries of a unit once, and makes its <see cref="CodeTables"/>. A unit that is damaged gives what comes before the damage.</summary>
internal sealed class UnitScan
{
    private readonly Unit _unit;
    private readonly CodeRanges _code;
    private readonly List<Level> _levels = [new Level(CodeTables.None, CodeTables.None, OwnsScope: false)];
    private readonly List<RangeMap.Range> _ranges = [];
    private readonly List<int> _dies = [];
    private readonly List<int> _callers = [];
    private readonly List<int> _scopeStarts = [];
    private readonly List<int> _scopeEnds = [];
    private readonly List<int> _scopeParents = [];
    private readonly List<AddressRange> _found = [];
    private int _rangesLeft;
    private int _damaged;

    private UnitScan(Unit unit)
    {
        _unit = unit;
        _code = (unit.Skeleton ?? unit).File.Code;

        // Each range of a list takes 2 bytes at least, and each list belongs to one entry, or a block and what is inlined at it.
        var lists = (unit.Skeleton ?? unit).File.Sections[DwarfSectionKind.Ranges].Length + unit.File.Sections[DwarfSectionKind.RangeLists].Length;
        _rangesLeft = (int)Math.Min(int.MaxValue, (long)lists + unit.End - unit.Offset);
    }

    public static CodeTables Run(Unit unit)
    {
        var scan = new UnitScan(unit);
        try
        {
            scan.Read();
        }
        catch (MalformedException e)
        {
            unit.File.Damage.Add(e);
        }

        return new CodeTables(
            RangeMap.Of(scan._ranges), [.. scan._dies], [.. scan._callers], [.. scan._scopeStarts], [.. scan._scopeEnds], [.. scan._scopeParents]);
    }

    private void Read()
    {
        var reader = new DieReader(_unit, _unit.FirstDie);
        while (reader.Next())
        {
            if (reader.IsEnd)
            {
                End(reader.Depth, reader.Position);
                continue;
            }

            var level = _levels[reader.Depth];
            var function = level.Function;
            var offset = reader.Offset;
            var kind = reader.Kind;
            if (reader.HasCode && kind is EntryKind.Function or EntryKind.Inlined && AddFunction(ref reader, kind == EntryKind.Inlined ? level : null))
            {
                function = _dies.Count - 1;
            }

            if (!reader.HasChildren)
            {
                continue;
            }

            if (kind == EntryKind.Other)
            {
                reader.SkipChildren();
                continue;
            }

            // Types too: GCC puts the code of lambdas and of members of local classes into the type's entry.
            var isScope = kind != EntryKind.Block && kind != EntryKind.Inlined;
            Descend(reader.Depth + 1, new Level(function, isScope ? AddScope(offset, _unit.End, level.Scope) : level.Scope, isScope));
        }
    }

    private void Descend(int depth, Level level)
    {
        if (depth > DwarfLimits.MaxDepth)
        {
            throw new MalformedException(_unit.Section.What, _unit.Offset, $"a unit with entries more than {DwarfLimits.MaxDepth} deep");
        }

        if (depth == _levels.Count)
        {
            _levels.Add(level);
        }
        else
        {
            _levels[depth] = level;
        }
    }

    private void End(int depth, int position)
    {
        if (_levels[depth].OwnsScope)
        {
            _scopeEnds[_levels[depth].Scope] = position;
        }
    }

    private int AddScope(int start, int end, int parent)
    {
        _scopeStarts.Add(start);
        _scopeEnds.Add(end);
        _scopeParents.Add(parent);
        return _scopeStarts.Count - 1;
    }

    /// <param name="inlinedInto">Null of a function that is its own.</param>
    /// <returns>False when it has no code in the program.</returns>
    private bool AddFunction(ref DieReader reader, Level? inlinedInto)
    {
        DieAttribute low = default, high = default, ranges = default;
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
                default:
                    break;
            }
        }

        if (inlinedInto is { Function: CodeTables.None })
        {
            return false;
        }

        _found.Clear();
        try
        {
            RangeReader.Read(_unit, low, high, ranges, _found, ref _rangesLeft);
        }
        catch (MalformedException e) when (++_damaged < DwarfLimits.MaxDamagedRanges)
        {
            _unit.File.Damage.Add(e);
        }

        var before = _ranges.Count;
        foreach (var range in _found)
        {
            if (_code.Clip(range) is { } inCode)
            {
                _ranges.Add(new RangeMap.Range(inCode.Start, inCode.End, _dies.Count));
            }
        }

        if (_ranges.Count == before)
        {
            return false;
        }

        _dies.Add(reader.Offset);
        _callers.Add(inlinedInto?.Function ?? CodeTables.None);
        return true;
    }

    /// <summary>What entries at one depth are within.</summary>
    /// <param name="Function">Or inlined call; <see cref="CodeTables.None"/> outside of those that have code.</param>
    private readonly record struct Level(int Function, int Scope, bool OwnsScope);
}

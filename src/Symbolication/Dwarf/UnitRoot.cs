namespace Fleet.Symbolication.Dwarf;

/// <summary>What a unit's own entry says, as it is written. DWARF 5, 3.1.</summary>
internal sealed class UnitRoot
{
    public DwarfTag Tag { get; private set; }

    public DieAttribute Name { get; private set; }

    public DieAttribute CompilationDirectory { get; private set; }

    public DieAttribute DwoName { get; private set; }

    public DieAttribute LowPc { get; private set; }

    public DieAttribute HighPc { get; private set; }

    public DieAttribute Ranges { get; private set; }

    public ulong Language { get; private set; }

    /// <summary>Of the line table in its section.</summary>
    public ulong? StatementList { get; private set; }

    public ulong? StringOffsetsBase { get; private set; }

    public ulong? AddressBase { get; private set; }

    public ulong? RangeListsBase { get; private set; }

    public ulong? LocationListsBase { get; private set; }

    /// <summary>What is added to range lists' offsets in the split unit of a skeleton of version 4.</summary>
    public ulong GnuRangesBase { get; private set; }

    /// <summary>Of GNU's split units of version 4; 0 when there is none.</summary>
    public ulong GnuDwoId { get; private set; }

    /// <summary>It says where its code is, or that it has some.</summary>
    public bool HasCode => LowPc.Exists || Ranges.Exists;

    public static UnitRoot Read(DieReader reader)
    {
        var root = new UnitRoot();
        if (!reader.Next() || reader.IsEnd)
        {
            return root;
        }

        root.Tag = reader.Tag;
        while (reader.NextAttribute(out var attribute))
        {
            root.Keep(attribute);
        }

        return root;
    }

    private void Keep(DieAttribute attribute)
    {
        switch (attribute.Name)
        {
            case DwarfAttribute.Name:
                Name = attribute;
                break;
            case DwarfAttribute.CompilationDirectory:
                CompilationDirectory = attribute;
                break;
            case DwarfAttribute.DwoName or DwarfAttribute.GnuDwoName:
                DwoName = attribute;
                break;
            case DwarfAttribute.LowPc:
                LowPc = attribute;
                break;
            case DwarfAttribute.HighPc:
                HighPc = attribute;
                break;
            case DwarfAttribute.Ranges:
                Ranges = attribute;
                break;
            case DwarfAttribute.Language:
                Language = attribute.Value;
                break;
            case DwarfAttribute.StatementList:
                StatementList = attribute.Value;
                break;
            case DwarfAttribute.StringOffsetsBase:
                StringOffsetsBase = attribute.Value;
                break;
            case DwarfAttribute.AddressBase or DwarfAttribute.GnuAddressBase:
                AddressBase = attribute.Value;
                break;
            case DwarfAttribute.RangeListsBase:
                RangeListsBase = attribute.Value;
                break;
            case DwarfAttribute.LocationListsBase:
                LocationListsBase = attribute.Value;
                break;
            case DwarfAttribute.GnuRangesBase:
                GnuRangesBase = attribute.Value;
                break;
            case DwarfAttribute.GnuDwoId:
                GnuDwoId = attribute.Value;
                break;
            default:
                break;
        }
    }
}

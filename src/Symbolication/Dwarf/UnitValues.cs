namespace Fleet.Symbolication.Dwarf;

/// <content>What attributes of the unit's entries mean. DWARF 5, 7.5.5.</content>
public sealed partial class Unit
{
    /// <summary>Bytes of an offset into another section.</summary>
    private int OffsetSize => Sizes.OffsetSize;

    /// <summary>A string; null when the attribute is none, or what it refers to is not there.</summary>
    public string? String(in DieAttribute attribute) => String(attribute, Section);

    /// <summary>The bytes of a block or an expression; empty when the attribute is none.</summary>
    public ReadOnlySpan<byte> Block(in DieAttribute attribute) => attribute.IsBlock ? Section.Span.Slice(attribute.Position, (int)attribute.Value) : default;

    /// <summary>The same, to be kept.</summary>
    internal ReadOnlyMemory<byte> BlockMemory(in DieAttribute attribute) => attribute.IsBlock ? Section.Memory.Slice(attribute.Position, (int)attribute.Value) : default;

    /// <summary>An address; null when the attribute is none, or its index is of no address.</summary>
    public ulong? Address(in DieAttribute attribute) => attribute.Form switch
    {
        DwarfForm.Address => attribute.Value,
        DwarfForm.AddressIndex or DwarfForm.AddressIndex1 or DwarfForm.AddressIndex2 or DwarfForm.AddressIndex3 or DwarfForm.AddressIndex4
            or DwarfForm.GnuAddressIndex => AddressAt(attribute.Value),
        DwarfForm.LlvmAddressIndexOffset => AddressAt(attribute.Value) + Section.At((ulong)attribute.Position).U32(),
        _ => null,
    };

    /// <summary>Of an index into the addresses that the unit, or its skeleton, has. DWARF 5, 7.27.</summary>
    public ulong? AddressAt(ulong index)
    {
        var owner = Skeleton ?? this;
        var start = owner.Root.AddressBase ?? (Version >= 5 ? (ulong)(Is64 ? 16 : 8) : 0);
        return Entry(owner.File.Sections[DwarfSectionKind.Addresses], start, index, AddressSize);
    }

    /// <summary>The entry that a reference is to; null when there is none, or its file is not here.</summary>
    public DieReference? Reference(in DieAttribute attribute)
    {
        switch (attribute.Form)
        {
            case DwarfForm.Reference1 or DwarfForm.Reference2 or DwarfForm.Reference4 or DwarfForm.Reference8 or DwarfForm.ReferenceUnsigned:
                return attribute.Value < (ulong)(End - Offset) && Offset + (int)attribute.Value >= FirstDie ? new DieReference(this, Offset + (int)attribute.Value) : null;
            case DwarfForm.ReferenceAddress:
                return Within(File, attribute.Value);
            case DwarfForm.ReferenceSignature:
                return File.TypeUnit(attribute.Value)?.TypeDie;
            case DwarfForm.ReferenceSupplementary4 or DwarfForm.ReferenceSupplementary8 or DwarfForm.GnuReferenceAlternate:
                return File.Alternate is { } alternate ? Within(alternate, attribute.Value) : null;
            default:
                return null;
        }
    }

    /// <summary>A string of an attribute that is in another section than the unit's entries, as a line table.</summary>
    internal string? String(in DieAttribute attribute, DwarfSection section) => attribute.Form switch
    {
        DwarfForm.String => section.StringAt((ulong)attribute.Position),
        DwarfForm.StringOffset => File.Sections[DwarfSectionKind.Strings].StringAt(attribute.Value),
        DwarfForm.LineString => File.Sections[DwarfSectionKind.LineStrings].StringAt(attribute.Value),
        DwarfForm.StringSupplementary or DwarfForm.GnuStringAlternate => File.Alternate?.Sections[DwarfSectionKind.Strings].StringAt(attribute.Value),
        DwarfForm.StringIndex or DwarfForm.StringIndex1 or DwarfForm.StringIndex2 or DwarfForm.StringIndex3 or DwarfForm.StringIndex4
            or DwarfForm.GnuStringIndex => IndexedString(attribute.Value),
        _ => null,
    };

    /// <summary>A number of a table in a section; null when it is not within it.</summary>
    private static ulong? Entry(DwarfSection section, ulong start, ulong index, int size)
    {
        var at = unchecked(start + (index * (ulong)size));
        return index <= int.MaxValue && start <= int.MaxValue && at + (ulong)size <= (ulong)section.Length ? section.At(at).Unsigned(size) : null;
    }

    /// <summary>The entry at an offset from the unit's start, as expressions name types and callees; null when it is not within the unit.</summary>
    internal DieReference? WithinUnit(ulong offset) => offset < (ulong)(End - Offset) && Offset + (int)offset >= FirstDie ? new DieReference(this, Offset + (int)offset) : null;

    /// <summary>The entry at an offset in <c>.debug_info</c> of the unit's file.</summary>
    internal DieReference? WithinFile(ulong offset) => Within(File, offset);

    private static DieReference? Within(DwarfFile file, ulong offset) => file.UnitContaining(offset) is { } unit ? new DieReference(unit, (int)offset) : null;

    private string? IndexedString(ulong index)
    {
        // A split unit of version 5 has no base: its part of the section begins with a header.
        var start = Root.StringOffsetsBase
            ?? _contributions.StringOffsets + (File.IsSplit && Version >= 5 ? (ulong)(Is64 ? 16 : 8) : 0);
        return Entry(File.Sections[DwarfSectionKind.StringOffsets], start, index, OffsetSize) is { } offset
            ? File.Sections[DwarfSectionKind.Strings].StringAt(offset)
            : null;
    }
}

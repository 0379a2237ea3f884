using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Variables.Types;

/// <summary>A member or a base of a structure.</summary>
internal sealed record TypeMember
{
    /// <summary>Empty when it has none.</summary>
    public required string Name { get; init; }

    public DieReference? Type { get; init; }

    /// <summary>Of its entry in the section, by which a variant's discriminant is found.</summary>
    public int Entry { get; init; }

    /// <summary>In bytes from the structure's start.</summary>
    public ulong Offset { get; init; }

    /// <summary>For a virtual base: an expression that makes the structure's address its address. Empty when <see cref="Offset"/> counts.</summary>
    public ReadOnlyMemory<byte> Place { get; init; }

    public bool IsBase { get; init; }

    /// <summary>Of a bit field; 0 when it is none.</summary>
    public int BitSize { get; init; }

    /// <summary>Of a bit field, in bits from the structure's start; where <see cref="BitsFromTop"/> is said, that of its storage.</summary>
    public ulong BitOffset { get; init; }

    /// <summary>Before DWARF 4: how far the field's highest bit is below that of its storage; else null.</summary>
    public long? BitsFromTop { get; init; }

    /// <summary>Of that storage, in bytes; 0 for its type's.</summary>
    public ulong StorageSize { get; init; }

    /// <summary>Where a bit field begins, in bits from the structure's start.</summary>
    /// <param name="typeSize">Of its type, in bytes.</param>
    public ulong FirstBit(ulong typeSize) =>
        BitsFromTop is { } fromTop ? unchecked(BitOffset + (8 * (StorageSize > 0 ? StorageSize : typeSize)) - (ulong)fromTop - (ulong)BitSize) : BitOffset;
}

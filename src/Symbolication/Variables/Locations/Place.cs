using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Variables.Locations;

/// <summary>What kind of place an object, or a piece of it, is in. DWARF 5, 2.6.</summary>
internal enum PlaceKind : byte
{
    /// <summary>None; <see cref="Place.Why"/> says it.</summary>
    Unavailable,

    /// <summary><see cref="Place.Number"/> is its address.</summary>
    Memory,

    /// <summary><see cref="Place.Number"/> is the register's, in DWARF's numbers.</summary>
    Register,

    /// <summary>In none, but <see cref="Place.Bytes"/> is what is in it.</summary>
    Bytes,

    /// <summary>A pointer whose value is gone; what it points to is known: <see cref="Place.Number"/> bytes into the object of <see cref="Place.Target"/>.</summary>
    ImplicitPointer,
}

/// <param name="BitOffset">Of the piece, in what is at the place.</param>
/// <param name="BitSize">0 when it is the whole object.</param>
internal readonly record struct Place(PlaceKind Kind, ulong Number, ReadOnlyMemory<byte> Bytes, DieReference? Target, string Why, ulong BitOffset, ulong BitSize)
{
    public static Place None(string why) => new(PlaceKind.Unavailable, 0, default, null, why, 0, 0);

    public static Place At(ulong address) => new(PlaceKind.Memory, address, default, null, "", 0, 0);

    public static Place In(ulong register) => new(PlaceKind.Register, register, default, null, "", 0, 0);

    public static Place Of(ReadOnlyMemory<byte> bytes) => new(PlaceKind.Bytes, 0, bytes, null, "", 0, 0);

    public static Place PointerTo(DieReference target, long offset) => new(PlaceKind.ImplicitPointer, (ulong)offset, default, target, "", 0, 0);
}

namespace Fleet.Symbolication.Tables;

/// <summary>What a part of a file of tables is. The key of a part tells which one of its kind.</summary>
internal enum TableKind : long
{
    /// <summary>A section, inflated; the key is where it is in the symbol file.</summary>
    Section = 1,

    /// <summary>Functions and scopes of a unit; the key is its place among the units.</summary>
    Code = 2,

    /// <summary>A line table; the key is where its program is in its section.</summary>
    Lines = 3,

    /// <summary>Which unit has which addresses; the key is the number of units.</summary>
    Addresses = 4,
}

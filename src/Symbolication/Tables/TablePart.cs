namespace Fleet.Symbolication.Tables;

/// <summary>A line of the directory of a file of tables, as it is in the file. Ascending by kind and key.</summary>
/// <param name="Offset">In the file, a multiple of 8.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Checksum">XXH3 of them.</param>
internal readonly record struct TablePart(TableKind Kind, ulong Key, long Offset, long Length, ulong Checksum) : IComparable<TablePart>
{
    public int CompareTo(TablePart other) => Kind != other.Kind ? Kind.CompareTo(other.Kind) : Key.CompareTo(other.Key);
}

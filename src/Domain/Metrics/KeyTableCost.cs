using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Metrics;

/// <summary>What a key table takes of the memory, roughly: caches of tables are bounded by it.</summary>
public static class KeyTableCost
{
    /// <summary>A table's own objects, and its place in a cache.</summary>
    private const int BytesPerTable = 512;

    /// <summary>A column, the header of its key's string and its metric's id. A table of short keys costs far more than its bytes.</summary>
    private const int BytesPerColumn = 64;

    /// <summary>The encoded bytes themselves, and their texts again with two bytes a character.</summary>
    private const int BytesPerEncodedByte = 3;

    public static long Of(KeyTable table) =>
        BytesPerTable + ((long)BytesPerColumn * table.Columns.Count) + ((long)BytesPerEncodedByte * table.Encoded.Length);
}

using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Metrics;

/// <summary>What the key tables of one project take.</summary>
/// <param name="Tables">How many there are.</param>
/// <param name="Bytes">Of all of them, encoded.</param>
public readonly record struct TableUsage(long Tables, long Bytes)
{
    /// <summary>
    /// Key tables of one project. A table is never removed, and a fleet has one or few a software version: years of daily builds fit, a
    /// device that shuffles its keys does not fill the store.
    /// </summary>
    public const int MaxTables = 10_000;

    /// <summary>Encoded bytes of all key tables of one project: twice what 10,000 usual tables of 100 keys take.</summary>
    public const long MaxBytes = 64L * 1024 * 1024;

    /// <summary>Whether <paramref name="table"/> may come to these.</summary>
    public bool HasRoomFor(KeyTable table) => Tables < MaxTables && Bytes + table.Encoded.Length <= MaxBytes;
}

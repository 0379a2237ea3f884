using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Cli.Simulation;

/// <summary>What entries say that simulated devices send. One instance for each connection; not safe for concurrent use.</summary>
internal interface ISyncContent
{
    /// <summary>The key table that its reports name; null when it has none.</summary>
    KeyTable? Table { get; }

    /// <param name="device">From 0.</param>
    /// <param name="number">Of the entry, from 1.</param>
    (EntryType Type, byte[] Body) Entry(int device, long number);
}

namespace Fleet.Cli.Simulation;

/// <summary>What changes of one device. Everything else follows from its index, so that a million of them fit.</summary>
/// <param name="index">From 0.</param>
internal sealed class SimulatedDevice(int index)
{
    public int Index { get; } = index;

    /// <summary>Reports that the server acknowledged, without a gap: the next entry's number is one more.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Revision of the configuration that the server gave; 0 before it did.</summary>
    public long Revision { get; set; }
}

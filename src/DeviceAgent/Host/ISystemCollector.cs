namespace Fleet.DeviceAgent.Host;

/// <summary>Reads one aspect of the running system into series of its own.</summary>
internal interface ISystemCollector
{
    /// <summary>Names the collector in the log.</summary>
    string Name { get; }

    /// <summary>Reads the files: may take time, may throw <see cref="IOException"/>.</summary>
    void Read();

    /// <summary>Adds what was read to the series, under the aggregator's lock.</summary>
    void Record(long at);
}

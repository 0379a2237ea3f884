namespace Fleet.Protocol.Sync;

/// <summary>What an entry's body holds. The numbers are on the wire: never renumber.</summary>
public enum EntryType
{
    /// <summary>Metric values over an interval; see <see cref="Metrics.Report"/>.</summary>
    Report = 1,

    /// <summary>Attributes of the device that changed; see <see cref="AttributesBody"/>.</summary>
    Attributes = 2,
}

namespace Fleet.Protocol.Metrics;

/// <summary>What delimits a report's interval. The numbers are on the wire: never renumber.</summary>
public enum ReportKind
{
    /// <summary>The regular interval, an hour by default.</summary>
    Heartbeat = 0,

    /// <summary>A named stretch of the product's own, e.g. one wash cycle.</summary>
    Session = 1,
}

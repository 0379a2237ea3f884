namespace Fleet.Cli.Simulation;

/// <summary>How simulated values are spread.</summary>
internal enum ValueSpread
{
    /// <summary>Each value as likely as any other, from report to report: the most work for whoever compresses them.</summary>
    Even = 0,

    /// <summary>
    /// As in the field: counters of errors that are nearly always zero and now and then large, gauges that stay near what is usual for their
    /// device, which differs from device to device by orders of magnitude, and swing within each interval.
    /// </summary>
    Field,
}

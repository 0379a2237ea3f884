namespace Fleet.Grains.Exports;

/// <summary>What one export may hold.</summary>
public static class ExportLimits
{
    /// <summary>Up to five columns each. A writer keeps buffers for every column: with thousands of metrics they would be what its memory goes to.</summary>
    public const int MaxMetrics = 1_024;

    /// <summary>
    /// Reports times columns of values: 10,000 devices with 100 columns for a week. As CSV that is some gigabytes on the disk of the server until it is
    /// downloaded; who wants more asks range by range.
    /// </summary>
    public const long MaxValues = 200_000_000;
}

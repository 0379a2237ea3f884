namespace Fleet.Cli.Simulation;

/// <summary>A metric over some buckets of the fleet.</summary>
/// <param name="Key">Of the metric.</param>
/// <param name="Reports">Reports that carried it.</param>
/// <param name="Count">Values: samples of a distribution, else reports.</param>
/// <param name="Sum">Of the values; exact.</param>
internal readonly record struct MetricTotal(string Key, long Reports, long Count, double Sum)
{
    public MetricTotal Minus(MetricTotal earlier) => new(Key, Reports - earlier.Reports, Count - earlier.Count, Sum - earlier.Sum);
}

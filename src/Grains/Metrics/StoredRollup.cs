namespace Fleet.Grains.Metrics;

/// <summary>A metric's rollup in one bucket, encoded as <c>MetricRollup</c> writes itself.</summary>
/// <param name="Cohort">Empty for the fleet.</param>
/// <param name="Software"><see cref="SoftwareKey.All"/> for all software together.</param>
/// <param name="MetricId">Of the project.</param>
/// <param name="Rollup">Encoded.</param>
public sealed record StoredRollup(string Cohort, SoftwareKey Software, int MetricId, byte[] Rollup);

using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Projections;

/// <summary>Makes of rows of the log what they change, with what has to be looked up for it.</summary>
/// <param name="store">Devices that are known.</param>
/// <param name="resolved">Key tables.</param>
/// <param name="metricRanges">Valid ranges.</param>
internal sealed class RowFolder(IProjectionStore store, ResolvedTables resolved, MetricRanges metricRanges)
{
    /// <summary>
    /// Rollups that a round may change before it ends early: some tens of megabytes, a second of writing. A device that spreads its reports
    /// over years makes many with few rows; one row alone is bounded by <c>ProtocolLimits.MaxValuesPerBatch</c>.
    /// </summary>
    private const int MaxRollupsPerRound = 50_000;

    /// <summary>Folds rows, decoding each as it comes, until a bound or a row that cannot be decoded is reached; at least one.</summary>
    /// <exception cref="RowException">The first row cannot be decoded.</exception>
    public async Task<(ShardFold Fold, int Taken)> FoldAsync(
        int shard, IReadOnlyList<LogRow> rows, ProjectionCheckpoint from, RetentionHorizons horizons, CancellationToken cancellation)
    {
        var tables = new Dictionary<(string, TableHash), ResolvedTable>();
        var ranges = new Dictionary<string, IReadOnlyDictionary<int, ValidRange>>(StringComparer.Ordinal);
        FrozenBuckets? again = null;
        if (from.Frozen.Had(rows[0].Position))
        {
            // Rows that are new come in a round of their own.
            again = from.Frozen;
            rows = [.. rows.TakeWhile(row => from.Frozen.Had(row.Position))];
        }

        var known = await store.LoadDevicesAsync(shard, rows.Select(r => r.DeviceId).ToHashSet(), cancellation);
        var fold = new ShardFold(shard, from.NextOrdinal, known, tables, ranges, horizons, again);
        var taken = 0;
        while (taken < rows.Count && fold.RollupCount < MaxRollupsPerRound)
        {
            var row = rows[taken];
            DeviceBatch batch;
            try
            {
                batch = DeviceBatchCodec.Decode(row.Format, row.Payload);
            }
            catch (InvalidDataException e)
            {
                // Those before it are good, and come first.
                return taken > 0 ? (fold, taken) : throw new RowException(row, e);
            }

            if (!ranges.ContainsKey(row.Device.Project))
            {
                ranges.Add(row.Device.Project, await metricRanges.GetAsync(row.Device.Project, cancellation));
            }

            foreach (var e in batch.Events)
            {
                if (e is ReportRecorded report && !tables.ContainsKey((row.Device.Project, report.Report.Table))
                    && await resolved.FindAsync(row.Device.Project, report.Report.Table, cancellation) is { } table)
                {
                    tables.Add((row.Device.Project, report.Report.Table), table);
                }
            }

            fold.Add(row, batch);
            taken++;
        }

        return (fold, taken);
    }
}

using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Reports;

/// <summary>
/// Makes entries of closed intervals. The key table is the same from report to report until a key is added, so that the server, which knows
/// it by its hash, needs to be told once.
/// </summary>
internal sealed class ReportWriter(DeviceClock clock, Origin origin)
{
    private IReadOnlyList<MetricColumn>? _columns;
    private KeyTable? _table;

    /// <summary>One entry; more when the values do not fit into one, each with a part of the keys.</summary>
    public IReadOnlyList<EntryDraft> Write(ClosedInterval interval)
    {
        if (!ReferenceEquals(_columns, interval.Columns))
        {
            _table = KeyTable.Of([.. interval.Columns]);
            _columns = interval.Columns;
        }

        var drafts = new List<EntryDraft>();
        Write(interval.DurationMs, _table!, interval.Values, clock.WallMs, clock.UptimeMs, drafts);
        return drafts;
    }

    private void Write(long durationMs, KeyTable table, ReadOnlySpan<MetricValue> values, long wallMs, long uptimeMs, List<EntryDraft> drafts)
    {
        var duration = Math.Min(durationMs, ProtocolLimits.MaxReportDurationMs);
        var body = new Report(ReportKind.Heartbeat, duration, table.Hash, Report.EncodeValues(values)).Encode();
        if (body.Length <= ProtocolLimits.MaxEntryBytes || values.Length == 1)
        {
            drafts.Add(new EntryDraft(EntryType.Report, EntryPriority.Report, wallMs, uptimeMs, origin, body, table));
            return;
        }

        // Thousands of wide histograms: no single value is near the limit, so halving ends.
        var half = values.Length / 2;
        Write(durationMs, KeyTable.Of([.. table.Columns.Take(half)]), values[..half], wallMs, uptimeMs, drafts);
        Write(durationMs, KeyTable.Of([.. table.Columns.Skip(half)]), values[half..], wallMs, uptimeMs, drafts);
    }
}

using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Domain.Observations;
using Fleet.Domain.Retention;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;
using Fleet.Grains.Metrics;
using Fleet.Grains.Observations;
using Fleet.Grains.Processing;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Projections;

/// <summary>
/// What a run of a shard's rows adds to its read models. No I/O: what it needs is handed in, what it found is handed out. Total: a batch
/// that could be stored never stops a projection; what of it cannot be used goes to the processing log.
/// </summary>
internal sealed class ShardFold
{
    private readonly int _shard;
    private readonly IReadOnlyDictionary<(string Project, TableHash Hash), ResolvedTable> _tables;
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<int, ValidRange>> _ranges;
    private readonly Dictionary<long, DeviceDraft> _known = [];
    private readonly Dictionary<long, DeviceDraft> _devices = [];
    private readonly List<ReportIndexEntry> _reports = [];
    private readonly List<ObservationIndexEntry> _observations = [];
    private readonly ProcessingLines _lines;
    private readonly List<DeletedDevice> _deleted = [];
    private readonly HourlyRollups _rollups = new();
    private readonly List<(int Column, MetricValue Value)> _values = [];
    private readonly List<(string Project, string Sha256)> _released = [];
    private readonly ExpiredEntries _expired;
    private readonly FrozenBuckets? _again;

    /// <param name="shard">Whose rows.</param>
    /// <param name="nextOrdinal">For the next new device.</param>
    /// <param name="known">Rows of those of the devices that have one.</param>
    /// <param name="tables">Every key table that a batch names and the catalog knows; may grow from batch to batch.</param>
    /// <param name="ranges">Valid ranges of metrics by project and number; may grow from batch to batch.</param>
    /// <param name="horizons">Before which nothing is taken up.</param>
    /// <param name="again">
    /// Where the read models had all of the rows when they were made anew: what stayed then. The rows neither count in it again, nor change devices that are there, nor
    /// tell anything. Null where they are new.
    /// </param>
    public ShardFold(
        int shard,
        int nextOrdinal,
        IEnumerable<DeviceView> known,
        IReadOnlyDictionary<(string Project, TableHash Hash), ResolvedTable> tables,
        IReadOnlyDictionary<string, IReadOnlyDictionary<int, ValidRange>> ranges,
        RetentionHorizons horizons,
        FrozenBuckets? again = null)
    {
        _shard = shard;
        _tables = tables;
        _ranges = ranges;
        _expired = new ExpiredEntries(horizons);
        _again = again;
        _lines = new ProcessingLines(shard, _expired);
        NextOrdinal = nextOrdinal;
        foreach (var view in known)
        {
            _known.Add(view.DeviceId, new DeviceDraft(view));
        }
    }

    public int NextOrdinal { get; private set; }

    public IReadOnlyList<ReportIndexEntry> Reports => _reports;

    public IReadOnlyList<ObservationIndexEntry> Observations => _observations;

    public IReadOnlyList<ProcessingEntry> Processing => _again is null ? _lines.All : [];

    /// <summary>Devices that the rows say were deleted. What the rows before said of them is only in the rollups.</summary>
    public IReadOnlyList<DeletedDevice> Deleted => _deleted;

    /// <summary>Attachments of observations that are not taken up.</summary>
    public IReadOnlyList<(string Project, string Sha256)> Released => _released;

    /// <summary>Entries that came when they had expired already, by kind.</summary>
    public IReadOnlyDictionary<RetentionKind, long> Expired => _again is null ? _expired.Totals : new Dictionary<RetentionKind, long>();

    /// <summary>Hourly rollups that the rows so far change.</summary>
    public int RollupCount => _rollups.Count;

    /// <summary>Devices that the rows were about, as they are now.</summary>
    public IReadOnlyList<DeviceView> Devices =>
        [.. _devices.Values.Where(d => _again is null || !_known.ContainsKey(d.View.DeviceId)).Select(d => d.Finish())];

    /// <summary>What is to be merged into the shard's partial buckets: hours, and the days they add up to.</summary>
    public Dictionary<PartialKey, Dictionary<int, MetricRollup>> Rollups() => _rollups.HoursAndDays();

    public void Add(LogRow row, DeviceBatch batch)
    {
        if (batch.Events is [DeviceDeleted])
        {
            Delete(row, batch);
            return;
        }

        if (!_devices.TryGetValue(row.DeviceId, out var device))
        {
            if (!_known.TryGetValue(row.DeviceId, out device))
            {
                device = DeviceDraft.First(row.DeviceId, row.Device, _shard, NextOrdinal++);
            }

            _devices.Add(row.DeviceId, device);
        }

        if (batch.Epoch != OperatorRules.OperatorEpoch)
        {
            device.Seen(batch.ReceivedAtMs);
        }

        for (var i = 0; i < batch.Events.Count; i++)
        {
            Add(row, batch, i, device);
        }

        _lines.Finish(row, batch);
    }

    private void Delete(LogRow row, DeviceBatch batch)
    {
        var serial = _devices.GetValueOrDefault(row.DeviceId, _known.GetValueOrDefault(row.DeviceId)!)?.View.Serial ?? "";
        string[] blobs = [.. _observations.Where(o => o.DeviceId == row.DeviceId && o.Blob.Length > 0).Select(o => o.Blob).Distinct()];
        _deleted.Add(new DeletedDevice(row.DeviceId, row.Device.Project, serial, row.Position, batch.ReceivedAtMs, blobs));
        _devices.Remove(row.DeviceId);
        _known.Remove(row.DeviceId);
        _reports.RemoveAll(r => r.DeviceId == row.DeviceId);
        _observations.RemoveAll(o => o.DeviceId == row.DeviceId);
        _lines.Forget(row.Device.Project, serial);
    }

    private void Add(LogRow row, DeviceBatch batch, int index, DeviceDraft device)
    {
        switch (batch.Events[index])
        {
            case DeviceRegistered e:
                device.Apply(e);
                break;
            case DeviceCreated e:
                device.Apply(e);
                break;
            case CohortChanged e:
                device.Apply(e);
                break;
            case NicknameChanged e:
                device.Apply(e);
                break;
            case OperatorAttributesChanged e:
                _lines.AddNotKept(row, batch, index, 0, device.Apply(e));
                break;
            case SoftwareChanged e:
                device.Apply(e);
                break;
            case HardwareChanged e:
                device.Apply(e);
                break;
            case ConfigurationConfirmed e:
                device.Apply(e);
                break;
            case AttributesChanged e:
                _lines.AddNotKept(row, batch, index, e.Number, device.Apply(e));
                break;
            case AttributesRefused e:
                _lines.Add(row, batch, index, e.Number, (int)EntryType.Attributes, RejectionCode.NotWanted, ProcessingLines.ReasonOf(e));
                break;
            case EntryRejected e:
                _lines.Add(row, batch, index, e.Number, e.EntryType, e.Code, e.Reason);
                break;
            case ReportRecorded e:
                Add(row, batch, index, device, e);
                break;
            case ObservationRecorded e:
                Add(row, batch, index, e);
                break;
            case DeviceConfigured e:
                device.Apply(e);
                break;
            default:
                // Contact: the row's receive time said it. Requests: the device's grain has them.
                break;
        }
    }

    private void Add(LogRow row, DeviceBatch batch, int index, ObservationRecorded e)
    {
        try
        {
            var links = ObservationLinks.Of(ObservationBody.Decode(e.Type, e.Body));
            if (RetentionRules.KindOf(e.Type) is { } kind && IsExpired(row, batch, index, kind, e.CapturedAtMs, e.Number, (int)e.Type))
            {
                if (links.Content is { } content)
                {
                    _released.Add((row.Device.Project, content.Sha256));
                }

                return;
            }

            _observations.Add(new ObservationIndexEntry(
                row.Device.Project,
                row.DeviceId,
                (int)e.Type,
                new ObservationCursor(e.CapturedAtMs, _shard, row.Position, index),
                links.Id?.ToString("n") ?? "",
                links.Content?.Sha256 ?? "",
                links.Content?.Bytes ?? 0));
        }
        catch (ProtocolException fault)
        {
            _lines.Add(row, batch, index, e.Number, (int)e.Type, fault.Code, fault.Message);
        }
    }

    private void Add(LogRow row, DeviceBatch batch, int index, DeviceDraft device, ReportRecorded e)
    {
        if (!IsExpired(row, batch, index, RetentionKind.Reports, e.CapturedAtMs, e.Number, (int)EntryType.Report))
        {
            _reports.Add(new ReportIndexEntry(row.DeviceId, new ReportCursor(e.CapturedAtMs, row.Position, index)));
        }

        if (!_tables.TryGetValue((row.Device.Project, e.Report.Table), out var table))
        {
            _lines.Add(row, batch, index, e.Number, (int)EntryType.Report, RejectionCode.InvalidKeyTable, $"key table {e.Report.Table} is not in the catalog");
            return;
        }

        try
        {
            Read(e.Report, table);
            var counts = !IsExpired(row, batch, index, RetentionKind.Rollups, e.CapturedAtMs, e.Number, (int)EntryType.Report)
                && _again?.Holds(e.CapturedAtMs) != true;
            var refused = Count(row, batch.Cohort, device, e, table, counts);
            if (refused.Count > 0)
            {
                var reason = $"of the latest texts of a device {LatestValues.MaxTextBytes} bytes are kept; {refused.Count} not kept, the first of them '{refused[0]}'";
                _lines.Add(row, batch, index, e.Number, (int)EntryType.Report, RejectionCode.TooLarge, reason);
            }
        }
        catch (Exception fault) when (fault is ProtocolException or ArgumentException or OverflowException)
        {
            _lines.Add(row, batch, index, e.Number, (int)EntryType.Report, RejectionCode.InvalidValue, fault.Message);
        }
    }

    /// <summary>All values before the first of them counts: half a report must not.</summary>
    private void Read(Report report, ResolvedTable table)
    {
        _values.Clear();
        report.ReadValues(
            table.Table.Columns, _values, static (values, column, value) => values.Add((column, value)));
    }

    /// <summary>Takes a report's values as the device's latest, however old they are, and into rollups.</summary>
    /// <returns>Keys of texts that the device has no room for.</returns>
    private List<string> Count(LogRow row, string cohort, DeviceDraft device, ReportRecorded e, ResolvedTable table, bool isForRollups)
    {
        var refused = new List<string>();
        foreach (var (column, value) in _values)
        {
            if (!device.Set(table.MetricIds[column], e.CapturedAtMs, value))
            {
                refused.Add(table.Table.Columns[column].Key);
            }
        }

        if (isForRollups)
        {
            var hour = new PartialKey(row.Device.Project, cohort, new SoftwareKey(e.SoftwareType, e.SoftwareVersion), Bucket.Containing(Resolution.Hour, e.CapturedAtMs));
            _rollups.Add(hour, _values.Select(v => (table.MetricIds[v.Column], v.Value)), _ranges.GetValueOrDefault(row.Device.Project), _shard, (uint)device.View.Ordinal);
        }

        return refused;
    }

    /// <summary>Whether an entry is not kept as of a kind. That it came too late for it is told.</summary>
    private bool IsExpired(LogRow row, DeviceBatch batch, int index, RetentionKind kind, long capturedAtMs, long number, int type)
    {
        var isPast = _expired.IsPast(row.Device.Project, kind, capturedAtMs);
        if (isPast)
        {
            _expired.Add(row.Device.Project, kind, capturedAtMs, batch.ReceivedAtMs, index, number, type);
        }

        return isPast;
    }
}

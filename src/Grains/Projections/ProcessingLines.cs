using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;
using Fleet.Grains.EventLog;
using Fleet.Grains.Processing;
using Fleet.Protocol;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Projections;

/// <summary>Lines of the processing log that a run of rows makes. Those that have expired are not among them.</summary>
/// <param name="shard">Whose rows.</param>
/// <param name="expired">Entries that came too late.</param>
internal sealed class ProcessingLines(int shard, ExpiredEntries expired)
{
    /// <summary>Attributes that one line names: their keys may be long, and many.</summary>
    private const int MaxNamedKeys = 4;

    private readonly List<ProcessingEntry> _lines = [];

    public IReadOnlyList<ProcessingEntry> All => _lines;

    public static string ReasonOf(AttributesRefused e)
    {
        var shown = e.Policies.Take(MaxNamedKeys).Select(p => p.Value == AttributeWritePolicy.Operator
            ? $"'{p.Key}' may be written by operators only"
            : $"'{p.Key}' may be written by the device only while it has no value");
        return string.Join("; ", shown) + (e.Policies.Count > MaxNamedKeys ? $"; {e.Policies.Count - MaxNamedKeys} more" : "");
    }

    public void Add(LogRow row, DeviceBatch batch, int index, long number, int entryType, RejectionCode code, string reason) => AddAll(
    [
        new ProcessingEntry(row.Device.Project, batch.ReceivedAtMs, shard, row.Position, index, row.Device.Serial, number, entryType, (int)code, reason),
    ]);

    /// <param name="row">Of the log.</param>
    /// <param name="batch">Of the row.</param>
    /// <param name="index">Of the event.</param>
    /// <param name="number">Of the entry.</param>
    /// <param name="refused">Keys of attributes that the device has no room for.</param>
    public void AddNotKept(LogRow row, DeviceBatch batch, int index, long number, List<string> refused)
    {
        if (refused.Count > 0)
        {
            var reason = $"a device keeps {LatestValues.MaxAttributes} attributes and {LatestValues.MaxTextBytes} bytes of texts; {refused.Count} not kept, the first of them '{refused[0]}'";
            Add(row, batch, index, number, (int)EntryType.Attributes, RejectionCode.TooLarge, reason);
        }
    }

    /// <summary>All events of a row are taken: tells which of its entries came too late.</summary>
    public void Finish(LogRow row, DeviceBatch batch) => AddAll(expired.Finish(row, shard, batch.ReceivedAtMs));

    /// <summary>Of a device that was deleted nothing is told.</summary>
    public void Forget(string project, string serial) => _lines.RemoveAll(line => line.Project == project && line.Serial == serial);

    private void AddAll(IEnumerable<ProcessingEntry> lines) =>
        _lines.AddRange(lines.Where(line => !expired.IsPast(line.Project, RetentionKind.Reports, line.AtMs)));
}

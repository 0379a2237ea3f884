using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Alerts;

/// <summary>Reports of a run of a shard's rows that alerts look at.</summary>
/// <param name="reader">Reads them.</param>
/// <param name="projects">Alerts of the projects that have any.</param>
internal sealed class AlertRound(AlertReader reader, IReadOnlyDictionary<string, CompiledAlerts> projects)
{
    private readonly HashSet<long> _deleted = [];

    /// <summary>By device, in the order of the log.</summary>
    public Dictionary<long, (string Project, List<AlertReport> Reports)> Devices { get; } = [];

    /// <summary>Devices that the rows say were deleted. What the rows say of them is left out.</summary>
    public IReadOnlyCollection<long> Deleted => _deleted;

    public int Count { get; private set; }

    public async ValueTask AddAsync(LogRow row, CancellationToken cancellation)
    {
        if (!projects.TryGetValue(row.Device.Project, out var alerts))
        {
            return;
        }

        var batch = DeviceBatchCodec.Decode(row.Format, row.Payload);
        if (batch.Events is [DeviceDeleted])
        {
            _deleted.Add(row.DeviceId);
            Devices.Remove(row.DeviceId);
            return;
        }

        for (var i = 0; i < batch.Events.Count && alerts.Alerts.Count > 0; i++)
        {
            if (await reader.ReadAsync(row.Device.Project, alerts, batch, row.Position, i, cancellation) is { Values.Count: > 0 } report)
            {
                if (!Devices.TryGetValue(row.DeviceId, out var device))
                {
                    Devices.Add(row.DeviceId, device = (row.Device.Project, []));
                }

                device.Reports.Add(report with { Matching = [.. alerts.Matching(report)] });
                Count++;
            }
        }
    }
}

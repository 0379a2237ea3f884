using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Grains.Devices;

namespace Fleet.Grains.Projections;

/// <summary>A device's row while rows of the log change it.</summary>
internal sealed class DeviceDraft
{
    private LatestValues? _latest;

    public DeviceDraft(DeviceView view) => View = view;

    public DeviceView View { get; private set; }

    private LatestValues Latest => _latest ??= LatestValues.Decode(View.Latest);

    /// <summary>The row of a device at its first batch; the batch's own events fill it.</summary>
    public static DeviceDraft First(long deviceId, DeviceKey device, int shard, int ordinal, long receivedAtMs) => new(new DeviceView
    {
        DeviceId = deviceId,
        Shard = shard,
        Ordinal = ordinal,
        Project = device.Project,
        Serial = device.Serial,
        Cohort = DeviceRules.DefaultCohort,
        HardwareVersion = "",
        SoftwareType = "",
        SoftwareVersion = "",
        FirstSeenMs = receivedAtMs,
        LastSeenMs = receivedAtMs,
    });

    public void Seen(long receivedAtMs) => View = View with { LastSeenMs = Math.Max(View.LastSeenMs, receivedAtMs) };

    public void Apply(DeviceRegistered e) => View = View with
    {
        Cohort = e.Cohort,
        HardwareVersion = e.HardwareVersion,
        SoftwareType = e.SoftwareType,
        SoftwareVersion = e.SoftwareVersion,
    };

    public void Apply(SoftwareChanged e) => View = View with { SoftwareType = e.SoftwareType, SoftwareVersion = e.SoftwareVersion };

    public void Apply(HardwareChanged e) => View = View with { HardwareVersion = e.HardwareVersion };

    public void Apply(ConfigurationConfirmed e) => View = View with { ConfigurationRevision = e.Revision };

    public void Apply(DeviceConfigured e) => View = View with { SettingsRevision = e.Revision };

    /// <returns>Keys that there was no room for.</returns>
    public List<string> Apply(AttributesChanged e)
    {
        var refused = new List<string>();
        foreach (var (key, value) in e.Attributes)
        {
            if (!Latest.SetAttribute(key, e.CapturedAtMs, value))
            {
                refused.Add(key);
            }
        }

        return refused;
    }

    /// <returns>False when there was no room for its text.</returns>
    public bool Set(int metricId, long capturedAtMs, in Protocol.Metrics.MetricValue value) => Latest.Set(metricId, capturedAtMs, value);

    public DeviceView Finish() => _latest is null ? View : View with { Latest = _latest.Encode() };
}

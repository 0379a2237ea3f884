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
    public static DeviceDraft First(long deviceId, DeviceKey device, int shard, int ordinal) => new(new DeviceView
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
        FirstSeenMs = 0,
        LastSeenMs = 0,
    });

    public void Seen(long receivedAtMs) => View = View with
    {
        FirstSeenMs = View.FirstSeenMs == 0 ? receivedAtMs : View.FirstSeenMs,
        LastSeenMs = Math.Max(View.LastSeenMs, receivedAtMs),
    };

    public void Apply(DeviceCreated e) => View = View with { Cohort = e.Cohort, HardwareVersion = e.HardwareVersion };

    public void Apply(CohortChanged e) => View = View with { Cohort = e.To };

    public void Apply(NicknameChanged e) => View = View with { Nickname = e.Nickname };

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
    public List<string> Apply(AttributesChanged e) => Latest.SetAttributes(e.Attributes, e.CapturedAtMs, AttributeAuthor.Device);

    /// <returns>Keys that there was no room for.</returns>
    public List<string> Apply(OperatorAttributesChanged e) => Latest.SetAttributes(e.Attributes, e.ChangedAtMs, AttributeAuthor.Operator);

    /// <returns>False when there was no room for its text.</returns>
    public bool Set(int metricId, long capturedAtMs, in Protocol.Metrics.MetricValue value) => Latest.Set(metricId, capturedAtMs, value);

    public DeviceView Finish() => _latest is null ? View : View with { Latest = _latest.Encode() };
}

using Fleet.Protocol.Devices;

namespace Fleet.Gateway.Intake;

/// <summary>Readings of a request by device, and what of it is not taken.</summary>
internal sealed class RequestReadings(IntakeRequest request)
{
    /// <summary>Devices of one request: a collector for a site, not for a fleet.</summary>
    private const int MaxDevices = 100;

    private readonly Dictionary<(string Serial, string Type, string Version, string Hardware), DeviceReadings> _devices = [];
    private readonly HashSet<string> _serials = new(StringComparer.Ordinal);

    public IntakeRequest Request => request;

    public IntakeTally Tally { get; } = new();

    public IEnumerable<KeyValuePair<(string Serial, string Type, string Version, string Hardware), DeviceReadings>> Devices => _devices;

    /// <summary>The device that labels tell of; null, and why, when they do not.</summary>
    /// <param name="labels">Of a series or a resource.</param>
    /// <param name="serialLabels">That usually hold the serial, the first that is there first.</param>
    /// <param name="softwareType">As told.</param>
    /// <param name="softwareVersion">As told.</param>
    /// <param name="hardwareVersion">As told.</param>
    /// <param name="reason">Why there is none.</param>
    public DeviceReadings? Find(
        IReadOnlyDictionary<string, string> labels,
        IReadOnlyList<string> serialLabels,
        string? softwareType,
        string? softwareVersion,
        string? hardwareVersion,
        out string reason)
    {
        reason = IntakeTally.NoDevice;
        var serial = request.Serial.Length > 0 ? request.Serial
            : request.SerialLabel.Length > 0 ? labels.GetValueOrDefault(request.SerialLabel, "")
            : serialLabels.Select(label => labels.GetValueOrDefault(label, "")).FirstOrDefault(value => value.Length > 0, "");
        if (!DeviceSerial.IsValid(serial))
        {
            return null;
        }

        if (!_serials.Contains(serial) && _serials.Count == MaxDevices)
        {
            reason = IntakeTally.TooManyDevices;
            return null;
        }

        _serials.Add(serial);
        var key = (serial, IntakeNames.Version(softwareType), IntakeNames.Version(softwareVersion), IntakeNames.Version(hardwareVersion));
        if (!_devices.TryGetValue(key, out var device))
        {
            _devices[key] = device = new DeviceReadings(key.Item2, key.Item3, key.Item4);
        }

        return device;
    }
}

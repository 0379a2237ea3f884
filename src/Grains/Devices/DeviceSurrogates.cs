using Fleet.Domain.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Devices;

[GenerateSerializer]
[Alias("fleet.DeviceSettings")]
public struct DeviceSettingsSurrogate
{
    [Id(0)]
    public long? ReportIntervalMs { get; set; }

    [Id(1)]
    public bool? Monitoring { get; set; }

    [Id(2)]
    public bool? Debugging { get; set; }

    [Id(3)]
    public bool? Logging { get; set; }

    [Id(4)]
    public long? BytesPerDay { get; set; }

    [Id(5)]
    public long DeveloperUntilMs { get; set; }
}

[RegisterConverter]
internal sealed class DeviceSettingsConverter : IConverter<DeviceSettings, DeviceSettingsSurrogate>
{
    public DeviceSettings ConvertFromSurrogate(in DeviceSettingsSurrogate surrogate) => new(
        surrogate.ReportIntervalMs, surrogate.Monitoring, surrogate.Debugging, surrogate.Logging, surrogate.BytesPerDay, surrogate.DeveloperUntilMs);

    public DeviceSettingsSurrogate ConvertToSurrogate(in DeviceSettings value) => new()
    {
        ReportIntervalMs = value.ReportIntervalMs,
        Monitoring = value.Monitoring,
        Debugging = value.Debugging,
        Logging = value.Logging,
        BytesPerDay = value.BytesPerDay,
        DeveloperUntilMs = value.DeveloperUntilMs,
    };
}

[GenerateSerializer]
[Alias("fleet.DeviceSettingsChange")]
public struct DeviceSettingsChangeSurrogate
{
    [Id(0)]
    public long? ReportIntervalMs { get; set; }

    [Id(1)]
    public bool? Monitoring { get; set; }

    [Id(2)]
    public bool? Debugging { get; set; }

    [Id(3)]
    public bool? Logging { get; set; }

    [Id(4)]
    public long? BytesPerDay { get; set; }

    [Id(5)]
    public long? DeveloperForMs { get; set; }

    [Id(6)]
    public int[] Inherited { get; set; }
}

[RegisterConverter]
internal sealed class DeviceSettingsChangeConverter : IConverter<DeviceSettingsChange, DeviceSettingsChangeSurrogate>
{
    public DeviceSettingsChange ConvertFromSurrogate(in DeviceSettingsChangeSurrogate surrogate) => new(
        surrogate.ReportIntervalMs,
        surrogate.Monitoring,
        surrogate.Debugging,
        surrogate.Logging,
        surrogate.BytesPerDay,
        surrogate.DeveloperForMs,
        [.. surrogate.Inherited.Select(i => (DeviceSetting)i)]);

    public DeviceSettingsChangeSurrogate ConvertToSurrogate(in DeviceSettingsChange value) => new()
    {
        ReportIntervalMs = value.ReportIntervalMs,
        Monitoring = value.Monitoring,
        Debugging = value.Debugging,
        Logging = value.Logging,
        BytesPerDay = value.BytesPerDay,
        DeveloperForMs = value.DeveloperForMs,
        Inherited = [.. value.Inherited.Select(i => (int)i)],
    };
}

[GenerateSerializer]
[Alias("fleet.DeviceRequest")]
public struct DeviceRequestSurrogate
{
    [Id(0)]
    public long Id { get; set; }

    [Id(1)]
    public int Kind { get; set; }

    [Id(2)]
    public long ExpiresMs { get; set; }

    [Id(3)]
    public long FromMs { get; set; }

    [Id(4)]
    public long ToMs { get; set; }

    [Id(5)]
    public Guid Subject { get; set; }
}

[RegisterConverter]
internal sealed class DeviceRequestConverter : IConverter<DeviceRequest, DeviceRequestSurrogate>
{
    public DeviceRequest ConvertFromSurrogate(in DeviceRequestSurrogate surrogate) =>
        new(surrogate.Id, surrogate.Kind, surrogate.ExpiresMs, surrogate.FromMs, surrogate.ToMs, surrogate.Subject);

    public DeviceRequestSurrogate ConvertToSurrogate(in DeviceRequest value) => new()
    {
        Id = value.Id,
        Kind = value.Kind,
        ExpiresMs = value.ExpiresMs,
        FromMs = value.FromMs,
        ToMs = value.ToMs,
        Subject = value.Subject,
    };
}

[GenerateSerializer]
[Alias("fleet.TrackedRequest")]
public struct TrackedRequestSurrogate
{
    [Id(0)]
    public DeviceRequest Request { get; set; }

    [Id(1)]
    public long MadeAtMs { get; set; }

    [Id(2)]
    public int State { get; set; }

    [Id(3)]
    public long ClosedAtMs { get; set; }

    [Id(4)]
    public int? Outcome { get; set; }

    [Id(5)]
    public string Message { get; set; }

    [Id(6)]
    public string Place { get; set; }
}

[RegisterConverter]
internal sealed class TrackedRequestConverter : IConverter<TrackedRequest, TrackedRequestSurrogate>
{
    public TrackedRequest ConvertFromSurrogate(in TrackedRequestSurrogate surrogate) => new(
        surrogate.Request,
        surrogate.MadeAtMs,
        surrogate.Place,
        (RequestState)surrogate.State,
        surrogate.ClosedAtMs,
        (RequestOutcome?)surrogate.Outcome,
        surrogate.Message);

    public TrackedRequestSurrogate ConvertToSurrogate(in TrackedRequest value) => new()
    {
        Request = value.Request,
        MadeAtMs = value.MadeAtMs,
        Place = value.Place,
        State = (int)value.State,
        ClosedAtMs = value.ClosedAtMs,
        Outcome = (int?)value.Outcome,
        Message = value.Message,
    };
}

using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Devices;
using Fleet.Protocol.Devices;
using DeviceRequest = Fleet.Api.V1.DeviceRequest;
using DeviceSetting = Fleet.Domain.Devices.DeviceSetting;
using DeviceSettings = Fleet.Api.V1.DeviceSettings;
using Duration = Google.Protobuf.WellKnownTypes.Duration;
using RequestKind = Fleet.Api.V1.RequestKind;

namespace Fleet.Gateway.Devices;

/// <summary>What people set for one device and ask of it. The device's grain has it, so that a change is seen at once.</summary>
internal sealed class DeviceControl(IGrainFactory grains, AccessDirectory access, TimeProvider time)
{
    public async Task<DeviceSettings> SettingsAsync(string project, string serial) =>
        Settings(project, await Grain(project, serial).GetSettings() ?? throw Unknown(project, serial));

    public async Task<DeviceSettings> ConfigureAsync(ConfigureDeviceRequest request)
    {
        var change = new DeviceSettingsChange(
            Milliseconds(request.ReportInterval, "report_interval"),
            request.HasMonitoring ? request.Monitoring : null,
            request.HasDebugging ? request.Debugging : null,
            request.HasLogging ? request.Logging : null,
            request.HasBytesPerDay ? request.BytesPerDay : null,
            Milliseconds(request.DeveloperFor, "developer_for"),
            [.. request.Inherit.Select(ReadSetting)]);
        await access.RefreshAsync();
        return Settings(
            request.Project, await Refused(() => Grain(request.Project, request.Serial).Configure(change)) ?? throw Unknown(request.Project, request.Serial));
    }

    public async Task<DeviceRequest> CreateRequestAsync(CreateDeviceRequestRequest request)
    {
        if (request.Kind is RequestKind.Unspecified || !System.Enum.IsDefined(request.Kind))
        {
            throw ApiErrors.Invalid("kind", "must be given");
        }

        var subject = Guid.Empty;
        if (request.Subject.Length > 0 && !Guid.TryParseExact(request.Subject, "n", out subject))
        {
            throw ApiErrors.Invalid("subject", "must be the id of a crash: 32 hexadecimal digits");
        }

        var asked = new NewRequest(
            (int)request.Kind,
            request.StartTime is null ? 0 : TimeRange.Milliseconds(request.StartTime, "start_time"),
            request.EndTime is null ? 0 : TimeRange.Milliseconds(request.EndTime, "end_time"),
            subject,
            Milliseconds(request.ExpiresAfter, "expires_after"));
        return DeviceRequestMessages.Of(
            await Refused(() => Grain(request.Project, request.Serial).MakeRequest(asked)) ?? throw Unknown(request.Project, request.Serial));
    }

    public async Task<IEnumerable<DeviceRequest>> ListRequestsAsync(string project, string serial) =>
        (await Grain(project, serial).ListRequests() ?? throw Unknown(project, serial)).Reverse().Select(DeviceRequestMessages.Of);

    public async Task<DeviceRequest> CancelRequestAsync(string project, string serial, long id) =>
        DeviceRequestMessages.Of(await Grain(project, serial).CancelRequest(id)
            ?? throw ApiErrors.NotFound($"device '{serial}' of project '{project}' has no request {id}"));

    private IDeviceGrain Grain(string project, string serial) => DeviceSerial.IsValid(serial)
        ? grains.GetGrain<IDeviceGrain>(GrainKeys.Device(new DeviceKey(project, serial)))
        : throw ApiErrors.Invalid("serial", $"must match {DeviceSerial.Pattern}");

    private DeviceSettings Settings(string project, CurrentSettings current)
    {
        var (own, now) = (current.Settings, time.GetUtcNow().ToUnixTimeMilliseconds());
        var wanted = WantedConfiguration.Of(access.Table?.FindProject(project), current.Revision, own, now);
        var message = new DeviceSettings
        {
            Revision = wanted.Revision,
            ConfirmedRevision = current.Confirmed,
            State = DeviceMessages.StateOf(current.Confirmed, wanted.Revision),
            ReportInterval = wanted.ReportIntervalMs > 0 ? Duration.FromTimeSpan(TimeSpan.FromMilliseconds(wanted.ReportIntervalMs)) : null,
            Monitoring = wanted.Monitoring,
            Debugging = wanted.Debugging,
            Logging = wanted.Logging,
            BytesPerDay = wanted.BytesPerDay,
            DeveloperUntilTime = wanted.DeveloperUntilMs > 0 ? TimeRange.Stamp(wanted.DeveloperUntilMs) : null,
        };
        (bool IsOwn, Fleet.Api.V1.DeviceSetting Setting)[] all =
        [
            (own.ReportIntervalMs is not null, Fleet.Api.V1.DeviceSetting.ReportInterval),
            (own.Monitoring is not null, Fleet.Api.V1.DeviceSetting.Monitoring),
            (own.Debugging is not null, Fleet.Api.V1.DeviceSetting.Debugging),
            (own.Logging is not null, Fleet.Api.V1.DeviceSetting.Logging),
            (own.BytesPerDay is not null, Fleet.Api.V1.DeviceSetting.BytesPerDay),
        ];
        message.Own.AddRange(all.Where(s => s.IsOwn).Select(s => s.Setting));
        return message;
    }

    private static DeviceSetting ReadSetting(Fleet.Api.V1.DeviceSetting setting) => (DeviceSetting)setting is var read && System.Enum.IsDefined(read)
        ? read
        : throw ApiErrors.Invalid("inherit", "holds what is no setting");

    private static long? Milliseconds(Duration? duration, string field)
    {
        try
        {
            return duration is null ? null : (long)duration.ToTimeSpan().TotalMilliseconds;
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            throw ApiErrors.Invalid(field, "is not a duration");
        }
    }

    /// <summary>What the domain refuses names the field already.</summary>
    private static async Task<T> Refused<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid(e.Message);
        }
        catch (InvalidOperationException e)
        {
            throw ApiErrors.Exhausted(e.Message);
        }
    }

    private static Grpc.Core.RpcException Unknown(string project, string serial) =>
        ApiErrors.NotFound($"there is no device '{serial}' in project '{project}'");
}

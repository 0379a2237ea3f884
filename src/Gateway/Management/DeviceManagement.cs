using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Grains.Devices;
using Fleet.Protocol.Devices;
using Grpc.Core;
using Device = Fleet.Api.V1.Device;
using DeviceChange = Fleet.Domain.Devices.DeviceChange;

namespace Fleet.Gateway.Management;

/// <summary>What people do with devices themselves. The device's grain decides and knows, so that a change is seen at once.</summary>
internal sealed class DeviceManagement(DeviceGrains devices, AccessDirectory access)
{
    /// <summary>Devices of one import: an answer within seconds, and a request of some hundred kilobytes.</summary>
    public const int MaxImported = 500;

    /// <summary>Devices that are changed at the same time: they share commits of the log.</summary>
    private const int Concurrency = 32;

    public async Task<Device> CreateAsync(CreateDeviceRequest request)
    {
        var change = DeviceChangeMessages.Read(request.Device);
        var created = await ChangeAsync(request.Project, request.Serial, change, DeviceChangeKind.Create);
        return (DeviceChangeOutcome)created.Outcome == DeviceChangeOutcome.AlreadyThere
            ? throw ApiErrors.AlreadyExists($"device '{request.Serial}' of project '{request.Project}' is there already")
            : Message(request.Project, request.Serial, created.Device!);
    }

    public async Task<Device> UpdateAsync(UpdateDeviceRequest request)
    {
        var change = DeviceChangeMessages.Read(request.Change);
        var changed = await ChangeAsync(request.Project, request.Serial, change, DeviceChangeKind.Update);
        return changed.Device is { } device
            ? Message(request.Project, request.Serial, device)
            : throw Unknown(request.Project, request.Serial);
    }

    public async Task DeleteAsync(string project, string serial)
    {
        if (!await Grain(project, serial).Delete())
        {
            throw Unknown(project, serial);
        }
    }

    public async Task<ImportDevicesResponse> ImportAsync(ImportDevicesRequest request, CancellationToken cancellation)
    {
        if (request.Devices.Count > MaxImported)
        {
            throw ApiErrors.Invalid("devices", $"{request.Devices.Count}, at most {MaxImported} at a time");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var isRepeated = request.Devices.Select(d => !seen.Add(d.Serial)).ToArray();
        var results = new ImportResult[request.Devices.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellation };
        await Parallel.ForAsync(0, results.Length, options, async (i, _) =>
        {
            var device = request.Devices[i];
            results[i] = isRepeated[i]
                ? Refused(device.Serial, "serial: is there twice")
                : await ImportAsync(request.Project, device, request.DryRun);
        });
        return new ImportDevicesResponse { Results = { results } };
    }

    private async Task<ImportResult> ImportAsync(string project, ImportedDevice device, bool isDryRun)
    {
        try
        {
            var grain = Grain(project, device.Serial);
            var wanted = WantedDevice.Of(DeviceChangeMessages.Read(device.Device));
            var kind = (int)DeviceChangeKind.Upsert;
            var changed = isDryRun ? await grain.Preview(wanted, kind) : await grain.Change(wanted, kind);
            return new ImportResult { Serial = device.Serial, Outcome = OutcomeOf((DeviceChangeOutcome)changed.Outcome) };
        }
        catch (ArgumentException e)
        {
            return Refused(device.Serial, e.Message);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            return Refused(device.Serial, e.Status.Detail);
        }
    }

    private async Task<ChangedDevice> ChangeAsync(string project, string serial, DeviceChange change, DeviceChangeKind kind)
    {
        try
        {
            return await Grain(project, serial).Change(WantedDevice.Of(change), (int)kind);
        }
        catch (ArgumentException e)
        {
            // What the domain refuses names the field already.
            throw ApiErrors.Invalid(e.Message);
        }
    }

    private IDeviceGrain Grain(string project, string serial) => DeviceSerial.IsValid(serial)
        ? devices.Get(new DeviceKey(project, serial))
        : throw ApiErrors.Invalid("serial", $"must match {DeviceSerial.Pattern}");

    private Device Message(string project, string serial, DeviceRecord record) =>
        DeviceMessages.Of(serial, record, WantedConfiguration.RevisionOf(access.Table?.FindProject(project), record.SettingsRevision));

    private static RpcException Unknown(string project, string serial) => ApiErrors.NotFound($"there is no device '{serial}' in project '{project}'");

    private static ImportResult Refused(string serial, string error) =>
        new() { Serial = serial, Outcome = ImportOutcome.Refused, Error = error };

    private static ImportOutcome OutcomeOf(DeviceChangeOutcome outcome) => outcome switch
    {
        DeviceChangeOutcome.Created => ImportOutcome.Created,
        DeviceChangeOutcome.Changed => ImportOutcome.Changed,
        _ => ImportOutcome.Unchanged,
    };
}

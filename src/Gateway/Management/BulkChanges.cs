using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Grains;
using Fleet.Grains.Devices;
using Fleet.Grains.Management;

namespace Fleet.Gateway.Management;

/// <summary>Changes of all devices that match a filter.</summary>
internal sealed class BulkChanges(IGrainFactory grains, DeviceQueries queries, TimeProvider time)
{
    public async Task<BulkChange> StartAsync(StartBulkChangeRequest request, CancellationToken cancellation)
    {
        var order = Read(request);
        try
        {
            if (!request.DryRun)
            {
                return BulkChangeMessages.Of(await Grain(request.Project).Start(order));
            }
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid(e.Message);
        }
        catch (InvalidOperationException e)
        {
            throw ApiErrors.Exhausted(e.Message);
        }

        return BulkChangeMessages.Of(new BulkJob(0, order, time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            Total = await queries.CountAsync(request.Project, request.Filter, cancellation),
        });
    }

    public async Task<IEnumerable<BulkChange>> ListAsync(string project) => (await Grain(project).List()).Reverse().Select(BulkChangeMessages.Of);

    public async Task<BulkChange> GetAsync(string project, long id) =>
        BulkChangeMessages.Of((await Grain(project).List()).FirstOrDefault(j => j.Id == id) ?? throw Unknown(project, id));

    public async Task<BulkChange> CancelAsync(string project, long id) =>
        BulkChangeMessages.Of(await Grain(project).Cancel(id) ?? throw Unknown(project, id));

    private static BulkOrder Read(StartBulkChangeRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Filter))
        {
            throw ApiErrors.Invalid("filter", "must be given; 'serial ~ *' is every device");
        }

        var change = DeviceChangeMessages.Read(request.Change);
        if (change.Nickname is not null || change.HardwareVersion is not null)
        {
            throw ApiErrors.Invalid("change", "nickname and hardware_version are of one device each, and cannot be changed of many");
        }

        var isEmpty = change.Cohort is null && change.Attributes.Count == 0;
        if (isEmpty != request.Delete)
        {
            throw ApiErrors.Invalid("change", request.Delete ? "must be left out when devices are deleted" : "must say what is to be otherwise");
        }

        try
        {
            Domain.Devices.DeviceChangeRules.Check(change);
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid($"change.{e.Message}");
        }

        return new BulkOrder(request.Filter, request.Delete ? null : WantedDevice.Of(change));
    }

    private IBulkGrain Grain(string project) => grains.GetGrain<IBulkGrain>(GrainKeys.Bulk(project));

    private static Grpc.Core.RpcException Unknown(string project, long id) => ApiErrors.NotFound($"project '{project}' has no bulk change {id}, or none any more");
}

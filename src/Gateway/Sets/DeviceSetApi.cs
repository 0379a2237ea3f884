using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Sets;
using Grpc.Core;

namespace Fleet.Gateway.Sets;

/// <summary><c>fleet.v1.DeviceSetService</c>.</summary>
internal sealed class DeviceSetApi(IGrainFactory grains, IDeviceSetStore store, DeviceSetQueries queries, DeviceSetWatches watches, TimeProvider time)
    : DeviceSetService.DeviceSetServiceBase
{
    /// <summary>For how long an answer waits for all devices to be asked: a set of some 100,000 is filled by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public override async Task<CreateDeviceSetResponse> CreateDeviceSet(CreateDeviceSetRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        if (await RefusedAsync(() => Grain(request.Project).Create(request.Name, request.Filter, request.Description)) is null)
        {
            throw ApiErrors.AlreadyExists($"project '{request.Project}' has a device set '{request.Name}' already");
        }

        return new CreateDeviceSetResponse { Set = await FilledAsync(request.Project, request.Name, context.CancellationToken) };
    }

    public override async Task<UpdateDeviceSetResponse> UpdateDeviceSet(UpdateDeviceSetRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var changed = await RefusedAsync(() => Grain(request.Project).Update(
            request.Name, request.HasFilter ? request.Filter : null, request.HasDescription ? request.Description : null));
        return changed is null
            ? throw DeviceSetQueries.Missing(request.Project, request.Name)
            : new UpdateDeviceSetResponse { Set = await FilledAsync(request.Project, request.Name, context.CancellationToken) };
    }

    public override async Task<DeleteDeviceSetResponse> DeleteDeviceSet(DeleteDeviceSetRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return await Grain(request.Project).Delete(request.Name)
            ? new DeleteDeviceSetResponse()
            : throw DeviceSetQueries.Missing(request.Project, request.Name);
    }

    public override async Task<ListDeviceSetsResponse> ListDeviceSets(ListDeviceSetsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var sets = await queries.ListAsync(request.Project, context.CancellationToken);
        return new ListDeviceSetsResponse { Sets = { sets.Sets.Select(DeviceSetMessages.Of) } };
    }

    public override async Task<GetDeviceSetResponse> GetDeviceSet(GetDeviceSetRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var (set, position) = await queries.GetAsync(request.Project, request.Name, context.CancellationToken);
        return new GetDeviceSetResponse { Set = DeviceSetMessages.Of(set), Position = position };
    }

    public override async Task<ListDeviceSetMembersResponse> ListDeviceSetMembers(ListDeviceSetMembersRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var size = PageSize.Of(request.PageSize);
        var after = request.PageToken.Length == 0 ? "" : PageToken.ReadText(request.PageToken);
        var (set, _) = await queries.GetAsync(request.Project, request.Name, context.CancellationToken);
        var found = await store.MembersAsync(request.Project, set.Definition.Id, after, size + 1, context.CancellationToken);
        var answer = new ListDeviceSetMembersResponse { TotalSize = set.Size };
        answer.Members.AddRange(found.Take(size).Select(DeviceSetMessages.Of));
        if (found.Count > size)
        {
            answer.NextPageToken = PageToken.Write(found[size - 1].Serial);
        }

        return answer;
    }

    public override async Task WatchDeviceSet(
        WatchDeviceSetRequest request, IServerStreamWriter<WatchDeviceSetResponse> responseStream, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        if (request.AfterPosition < 0)
        {
            throw ApiErrors.Invalid("after_position", $"{request.AfterPosition} is negative");
        }

        var (set, position) = await queries.GetAsync(request.Project, request.Name, context.CancellationToken);
        await watches.WatchAsync(
            request.Project, set, request.HasAfterPosition ? request.AfterPosition : position, responseStream, context.CancellationToken);
    }

    private IDeviceSetsGrain Grain(string project) => grains.GetGrain<IDeviceSetsGrain>(GrainKeys.Sets(project));

    private async Task<DeviceSet> FilledAsync(string project, string name, CancellationToken cancellation)
    {
        try
        {
            await Grain(project).Fill().WaitAsync(Patience, time, cancellation);
        }
        catch (TimeoutException)
        {
            // It goes on; the answer says that it is not done.
        }

        return DeviceSetMessages.Of((await queries.GetAsync(project, name, cancellation)).Set);
    }

    /// <summary>What the rules refuse names the field already.</summary>
    private static async Task<DeviceSetDefinition?> RefusedAsync(Func<Task<DeviceSetDefinition?>> change)
    {
        try
        {
            return await change();
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
}

using Fleet.Api.V1;
using Fleet.Grains;
using Fleet.Grains.Management;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Management;

/// <summary>Changes of all devices that match a filter, over the API.</summary>
public sealed class BulkChangeTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private ManagementService.ManagementServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_bulk_change_has_progress_and_a_result()
    {
        await CreateAsync("bulk-1", "bulk-2", "bulk-3");
        var change = new DeviceChange { Cohort = "bulked", Attributes = { new AttributeAssignment { Key = "site", Text = "Bern" } }, RemoveAttributes = { "floor" } };
        var dry = await StartAsync(new() { Filter = "serial ^= bulk- and cohort = default", Change = change, DryRun = true });
        Assert.Equal((0L, 3L), (dry.Id, dry.TotalDevices));

        var started = await StartAsync(new() { Filter = "serial ^= bulk- and cohort = default", Change = change });
        Assert.Equal((BulkChangeState.Running, "bulked", false), (started.State, started.Change.Cohort, started.Delete));
        Assert.Equal(("site", "floor"), (Assert.Single(started.Change.Attributes).Key, Assert.Single(started.Change.RemoveAttributes)));
        await server.Grains.GetGrain<IBulkGrain>(GrainKeys.Bulk(Project)).Drain();
        var done = (await Client.GetBulkChangeAsync(new() { Project = Project, Id = started.Id }, server.Authorization())).BulkChange;
        Assert.Equal((BulkChangeState.Done, 3L, 3L, 0L), (done.State, done.TotalDevices, done.DoneDevices, done.FailedDevices));
        Assert.NotNull(done.EndTime);
        Assert.Contains(done, (await Client.ListBulkChangesAsync(new() { Project = Project }, server.Authorization())).BulkChanges);
        Assert.Equal(done, (await Client.CancelBulkChangeAsync(new() { Project = Project, Id = started.Id }, server.Authorization())).BulkChange);
    }

    [Fact]
    public async Task Mistakes_are_named_by_their_field()
    {
        await FailsAsync(StatusCode.InvalidArgument, "filter: must be given", new() { Delete = true });
        await FailsAsync(StatusCode.InvalidArgument, "filter: column 1", new() { Filter = "=", Delete = true });
        await FailsAsync(StatusCode.InvalidArgument, "filter: column 1", new() { Filter = "=", Delete = true, DryRun = true });
        await FailsAsync(StatusCode.InvalidArgument, "change: must say what", new() { Filter = "serial = x" });
        await FailsAsync(StatusCode.InvalidArgument, "change: must be left out", new() { Filter = "serial = x", Delete = true, Change = new DeviceChange { Cohort = "beta" } });
        await FailsAsync(StatusCode.InvalidArgument, "change: nickname", new() { Filter = "serial = x", Change = new DeviceChange { Nickname = "n" } });
        await FailsAsync(StatusCode.InvalidArgument, "change.cohort: 'a b' is not a cohort", new() { Filter = "serial = x", Change = new DeviceChange { Cohort = "a b" } });
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await Client.GetBulkChangeAsync(new() { Project = Project, Id = 999 }, server.Authorization()))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await Client.CancelBulkChangeAsync(new() { Project = Project, Id = 999 }, server.Authorization()))).StatusCode);
    }

    [Fact]
    public async Task The_REST_form_begins_and_lists_them_too()
    {
        using var client = server.Client(server.ApiToken);
        using var content = new StringContent("""{"filter": "serial = bulk-rest", "delete": true}""", System.Text.Encoding.UTF8, "application/json");
        using var started = await client.PostAsync("/api/v1/projects/default/bulkChanges", content);
        Assert.Equal(200, (int)started.StatusCode);
        Assert.Contains("serial = bulk-rest", await client.GetStringAsync("/api/v1/projects/default/bulkChanges"), StringComparison.Ordinal);
    }

    private async Task FailsAsync(StatusCode status, string message, StartBulkChangeRequest request)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => StartAsync(request));
        Assert.Equal(status, failure.StatusCode);
        Assert.StartsWith(message, failure.Status.Detail, StringComparison.Ordinal);
    }

    private async Task CreateAsync(params string[] serials)
    {
        foreach (var serial in serials)
        {
            await Client.CreateDeviceAsync(new() { Project = Project, Serial = serial }, server.Authorization());
            await server.CatchUpAsync(serial);
        }
    }

    private async Task<BulkChange> StartAsync(StartBulkChangeRequest request)
    {
        request.Project = Project;
        return (await Client.StartBulkChangeAsync(request, server.Authorization())).BulkChange;
    }
}

using Fleet.Api.V1;
using Fleet.Gateway.Management;
using Fleet.Gateway.Tests.Devices;
using Fleet.Gateway.Tests.Observations;
using Fleet.Grains;
using Fleet.Grains.Blobs;
using Fleet.Grains.Disk;
using Fleet.Grains.Retention;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Gateway.Tests.Retention;

public sealed class RetentionApiTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";
    private const long DayMs = 86_400_000;

    private readonly GrpcChannel _channel = server.Channel();

    private RetentionService.RetentionServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_shorter_time_tells_what_goes_and_then_it_goes_with_its_attachments()
    {
        var device = new TestDevice(server, "retained");
        var (old, young) = (await server.UploadAsync([11, 12, 13, 14, 15]), await server.UploadAsync([16, 17, 18]));
        await device.SendAsync([device.Recording(TestDevice.NowMs - (40 * DayMs), Guid.NewGuid(), old), device.Recording(TestDevice.NowMs, Guid.NewGuid(), young)], []);
        await server.CatchUpAsync("retained");

        var dry = await UpdateAsync(dryRun: true, (RetentionKind.Coredumps, 30));
        var expiring = dry.Expiring.Single(e => e.Kind == RetentionKind.Coredumps);
        Assert.Equal((30, 1L, 1L, 5L), (expiring.Days, expiring.Removal.Rows, expiring.Removal.Files, expiring.Removal.Bytes));
        Assert.Equal(60, dry.Retention.Kinds.Single(k => k.Kind == RetentionKind.Coredumps).Days);

        Assert.Equal(30, (await UpdateAsync(dryRun: false, (RetentionKind.Coredumps, 30))).Retention.Kinds.Single(k => k.Kind == RetentionKind.Coredumps).Days);
        await server.Grains.GetGrain<IRetentionGrain>(GrainKeys.Retention(Project)).Run();
        var kind = (await Client.GetRetentionAsync(new() { Project = Project }, server.Authorization())).Retention.Kinds.Single(k => k.Kind == RetentionKind.Coredumps);
        Assert.Equal((1L, 1L, 5L), (kind.Removed.Rows, kind.Removed.Files, kind.Removed.Bytes));
        Assert.NotNull(kind.HorizonTime);
        Assert.Equal((true, true), (await IsThereAsync(old.Sha256), await IsThereAsync(young.Sha256)));
        await SweepAsync();
        Assert.Equal((false, true), (await IsThereAsync(old.Sha256), await IsThereAsync(young.Sha256)));

        await UpdateAsync(dryRun: false, (RetentionKind.Coredumps, 60));
    }

    [Fact]
    public async Task Mistakes_are_named_by_their_field_and_change_nothing()
    {
        await FailsAsync("changes[0].days: must be from 1 to 3650, or 0 for ever", (RetentionKind.Logs, -1));
        await FailsAsync("changes[1].kind: must be one", (RetentionKind.Traces, 7), (RetentionKind.Unspecified, 7));
        await FailsAsync("changes[1].kind: is there twice", (RetentionKind.Traces, 7), (RetentionKind.Traces, 8));
        Assert.Equal(180, (await Client.GetRetentionAsync(new() { Project = Project }, server.Authorization())).Retention.Kinds.Single(k => k.Kind == RetentionKind.Traces).Days);
        Assert.Equal(
            StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await Client.GetRetentionAsync(new() { Project = "another" }, server.Authorization()))).StatusCode);
    }

    [Fact]
    public async Task Storage_has_no_growth_before_there_are_samples_of_days_enough()
    {
        using var client = server.Client(server.ApiToken);
        var text = await client.GetStringAsync("/api/v1/projects/default/storage");
        Assert.Contains("\"event_log\"", text, StringComparison.Ordinal);
        var before = await Client.GetStorageAsync(new() { Project = Project }, server.Authorization());
        Assert.All(before.Parts, p => Assert.False(p.HasGrowthBytesPerDay));
        Assert.True(before.HasFreeBytes && !before.HasFullInDays);

        // There is something in the log, which decides when it settles.
        await new TestDevice(server, "logged").SendAsync([], []);

        // Samples as the server takes them, of three days ago and of now.
        var disk = server.Services.GetRequiredService<IDiskUse>();
        var now = await disk.MeasureAsync(default);
        var today = TestDevice.NowMs - (TestDevice.NowMs % DayMs);
        await disk.AddSampleAsync(today - (3 * DayMs), now.ToDictionary(p => p.Key, _ => 0L), 0, default);
        await disk.AddSampleAsync(today, now, 0, default);
        var after = await Client.GetStorageAsync(new() { Project = Project }, server.Authorization());
        var log = after.Parts.Single(p => p.Name == "event_log");
        Assert.True(log is { HasGrowthBytesPerDay: true, GrowthBytesPerDay: > 0, HasSettlesAtBytes: true, Days: 180, Kind: RetentionKind.Unspecified });
        Assert.True(after.Parts.Single(p => p.Name == "operator_state") is { HasSettlesAtBytes: false, Days: 0 });
        Assert.True(after.EventLog is { RemovedBatches: 0, GoneBeforeTime: null, OldestTime: not null });
        Assert.Equal(2, after.SampledDays);
    }

    private static async Task FailsAsync(string message, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((StatusCode.InvalidArgument, message), (failure.StatusCode, failure.Status.Detail));
    }

    private Task FailsAsync(string message, params (RetentionKind Kind, int Days)[] changes) => FailsAsync(message, () => UpdateAsync(dryRun: false, changes));

    private async Task<UpdateRetentionResponse> UpdateAsync(bool dryRun, params (RetentionKind Kind, int Days)[] changes) => await Client.UpdateRetentionAsync(
        new() { Project = Project, DryRun = dryRun, Changes = { changes.Select(c => new RetentionChange { Kind = c.Kind, Days = c.Days }) } }, server.Authorization());

    private async Task<bool> IsThereAsync(string sha256) =>
        BlobId.TryParse(sha256, out var id)
        && await server.Services.GetRequiredService<IBlobStore>().FindBlob(Project, id, TestContext.Current.CancellationToken) is not null;

    /// <summary>As the server does it by itself, two days later.</summary>
    private async Task SweepAsync()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(2));
        using var sweep = ActivatorUtilities.CreateInstance<ReleasedBlobSweep>(server.Services, time);
        await sweep.SweepAsync(TestContext.Current.CancellationToken);
    }
}

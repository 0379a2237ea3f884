using Fleet.Api.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Tests.Commands;

public sealed class RetentionCommandTests : IDisposable
{
    private readonly CliRun _cli = new();
    private readonly List<UpdateRetentionRequest> _seen = [];

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_is_kept_and_what_went_is_shown()
    {
        await using var server = new TestServer(_ => GrpcWebReply.Of(new GetRetentionResponse
        {
            Retention = new Fleet.Api.V1.Retention
            {
                RunStartTime = new Timestamp { Seconds = 10 },
                RunEndTime = new Timestamp { Seconds = 20 },
                Kinds =
                {
                    new KindRetention { Kind = RetentionKind.Logs, Days = 14, HorizonTime = new(), Removed = new Removal { Rows = 7, Files = 3, Bytes = 1_500 } },
                    new KindRetention { Kind = RetentionKind.Rollups, Removed = new Removal() },
                },
            },
        }));
        Assert.Equal(0, await RunAsync(server, "projects", "retention", "show"));
        var lines = _cli.Out.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("logs 14 d 1970-01-01 00:00 7 3 1500 B", lines);
        Assert.Contains("rollups forever 0 0 0 B", lines);
        Assert.Contains("It last ran at 1970-01-01 00:00:20 UTC.", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_deletes_something_is_refused_without_yes_and_changes_nothing()
    {
        await using var server = Update(new Removal { Rows = 12, Files = 2, Bytes = 400 });
        Assert.Equal(2, await RunAsync(server, "projects", "retention", "set", "--logs", "14d"));
        Assert.Contains("logs from before 1970-01-01 00:00 UTC would be deleted: 12 rows, 2 files (400 B). Look with --dry-run; to do it, add --yes", _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.True(Assert.Single(_seen).DryRun);
        Assert.Equal(0, await RunAsync(server, "projects", "retention", "set", "--logs", "14d", "--yes"));
        Assert.False(_seen[^1].DryRun);
        Assert.Equal((RetentionKind.Logs, 14), (_seen[^1].Changes[0].Kind, _seen[^1].Changes[0].Days));
    }

    [Fact]
    public async Task A_change_that_deletes_nothing_needs_no_yes()
    {
        await using var server = Update(new Removal());
        Assert.Equal(0, await RunAsync(server, "projects", "retention", "set", "--logs", "forever"));
        Assert.Equal([true, false], _seen.Select(r => r.DryRun));
        Assert.Equal(0, _seen[^1].Changes[0].Days);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await using var server = Update(new Removal { Rows = 12 });
        Assert.Equal(0, await RunAsync(server, "projects", "retention", "set", "--logs", "14", "--dry-run"));
        Assert.True(Assert.Single(_seen).DryRun);
        Assert.Contains("nothing was changed", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_told_before_the_server_is_asked()
    {
        Assert.Equal(2, await _cli.RunAsync(["projects", "retention", "set", "--logs", "soon", "--token", "flt_pat_x"]));
        Assert.Contains("--logs: 'soon' is not a number of days, e.g. 30d, nor forever", _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync(["projects", "retention", "set", "--token", "flt_pat_x"]));
        Assert.Contains("say what to change: --reports, --rollups, --logs, --traces, --coredumps", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_shows_figures_where_there_are_any_and_says_so_where_not()
    {
        var answer = new GetStorageResponse
        {
            SampledDays = 1,
            FreeBytes = 50_000_000,
            Parts = { new StoragePart { Name = "column_files", Kind = RetentionKind.Reports, Bytes = 20_000_000, Days = 90 } },
        };
        await using var server = new TestServer(_ => GrpcWebReply.Of(answer));
        Assert.Equal(0, await RunAsync(server, "storage"));
        Assert.Contains("not known", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("50 MB are free. The server takes samples once a day, 1 so far; growth and forecast need them to span 2 days at least.", _cli.Error.ToString(), StringComparison.Ordinal);

        (answer.Parts[0].GrowthBytesPerDay, answer.Parts[0].SettlesAtBytes, answer.Parts[0].SettlesInDays, answer.FullInDays) = (1_000_000, 100_000_000, 80, 50);
        Assert.Equal(0, await RunAsync(server, "storage"));
        Assert.Contains("+1000 kB", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("At this pace the disk is full in 50 days.", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_tells_what_went_of_the_event_log_and_what_keeps_the_rest()
    {
        var answer = new GetStorageResponse
        {
            Parts = { new StoragePart { Name = "event_log", Bytes = 20_000_000, Days = 180 }, new StoragePart { Name = "operator_state" } },
            EventLog = new EventLogRetention(),
        };
        await using var server = new TestServer(_ => GrpcWebReply.Of(answer));
        Assert.Equal(0, await RunAsync(server, "storage"));
        Assert.Contains("all but rollups, 180 d", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("Nothing went of the event log yet.", _cli.Error.ToString(), StringComparison.Ordinal);

        answer.EventLog = new EventLogRetention { RemovedBatches = 1_200, RemovedBytes = 4_000_000, GoneBeforeTime = new(), Holds = { "project q keeps traces for ever" } };
        Assert.Equal(0, await RunAsync(server, "storage"));
        Assert.Contains("went of the event log, all received before 1970-01-01 00:00 UTC. What keeps the rest:", _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("  project q keeps traces for ever", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    private TestServer Update(Removal removal) => new(request =>
    {
        _seen.Add(GrpcWebReply.Request<UpdateRetentionRequest>(request));
        return GrpcWebReply.Of(new UpdateRetentionResponse
        {
            Retention = new Fleet.Api.V1.Retention(),
            Expiring = { new ExpiringKind { Kind = RetentionKind.Logs, Days = 14, HorizonTime = new(), Removal = removal } },
        });
    });

    private Task<int> RunAsync(TestServer server, params string[] arguments) =>
        _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "flt_pat_x"]);
}

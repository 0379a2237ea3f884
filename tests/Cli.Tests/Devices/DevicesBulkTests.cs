using Fleet.Api.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Tests.Devices;

public sealed class DevicesBulkTests : IDisposable
{
    private readonly CliRun _cli = new();
    private readonly List<string> _paths = [];

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_bulk_change_is_watched_to_its_end_and_what_went_wrong_is_told()
    {
        var asked = 0;
        StartBulkChangeRequest? started = null;
        await using var server = new TestServer(request =>
        {
            if (asked++ == 0)
            {
                started = GrpcWebReply.Request<StartBulkChangeRequest>(request);
                return GrpcWebReply.Of(new StartBulkChangeResponse { BulkChange = Job(started, BulkChangeState.Running, 0, 0) });
            }

            var job = Job(started!, BulkChangeState.Done, 2, 1);
            job.Errors.Add(new BulkChangeError { Serial = "SN-9", Problem = "attributes: no room" });
            return GrpcWebReply.Of(new GetBulkChangeResponse { BulkChange = job });
        });

        Assert.Equal(ExitCode.Failure, await RunAsync(server, "--filter", "cohort = alpha", "--set-cohort", "beta", "--set", "zip=\"8000\"", "--remove", "floor"));
        Assert.Equal(("cohort = alpha", "beta", "8000", "floor"), (started!.Filter, started.Change.Cohort, started.Change.Attributes[0].Text, started.Change.RemoveAttributes[0]));
        Assert.Equal(
            "ID  STATE  DEVICES  DONE  FAILED  BEGUN                CHANGE                         FILTER\n"
            + " 3  done         3     2       1  2026-03-01 12:00:00  cohort=beta zip=\"8000\" -floor  cohort = alpha\n",
            _cli.Out.ToString());
        Assert.Contains("SN-9: attributes: no room", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_how_many_match_and_a_deletion_wants_a_yes()
    {
        await using var server = new TestServer(request =>
        {
            _paths.Add("asked");
            return GrpcWebReply.Of(new StartBulkChangeResponse { BulkChange = Job(GrpcWebReply.Request<StartBulkChangeRequest>(request), BulkChangeState.Running, 0, 0) });
        });

        Assert.Equal(ExitCode.Usage, await RunAsync(server, "--filter", "cohort = alpha", "--delete"));
        Assert.Empty(_paths);
        Assert.Equal(ExitCode.Success, await RunAsync(server, "--filter", "cohort = alpha", "--delete", "--dry-run"));
        Assert.Equal("DEVICES  CHANGE  FILTER\n      3  delete  cohort = alpha\n", _cli.Out.ToString());
    }

    private static BulkChange Job(StartBulkChangeRequest request, BulkChangeState state, long done, long failed) => new()
    {
        Id = 3,
        Filter = request.Filter,
        Change = request.Change,
        Delete = request.Delete,
        State = state,
        TotalDevices = 3,
        DoneDevices = done,
        FailedDevices = failed,
        CreateTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)),
    };

    private Task<int> RunAsync(TestServer server, params string[] arguments) =>
        _cli.RunAsync(["devices", "bulk", .. arguments, "--server", server.Address.ToString(), "--token", "token"]);
}

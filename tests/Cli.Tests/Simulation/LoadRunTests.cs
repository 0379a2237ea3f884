using System.Net;
using System.Net.Sockets;
using Fleet.Cli.Simulation;
using Fleet.Protocol;
using Fleet.Protocol.Sync;

namespace Fleet.Cli.Tests.Simulation;

public sealed class LoadRunTests
{
    private const int AllEntries = 30;

    [Fact]
    public async Task Every_report_of_every_device_arrives_once()
    {
        await using var server = new DeviceServer();
        var (run, result) = await RunAsync(server.Address);

        Assert.Null(result.Failure);
        Assert.Equal(AllEntries, result.Uploads);
        Assert.Equal(AllEntries, server.Entries.Count);
        Assert.All(server.Entries.Values, times => Assert.Equal(1, times));
        Assert.All(run.Devices, d => Assert.Equal(3, d.Acknowledged));
        Assert.Equal(AllEntries, result.Latencies.Count);
        Assert.True(result.TablesSent >= 1);
    }

    [Fact]
    public async Task Devices_confirm_the_configuration_they_were_given()
    {
        await using var server = new DeviceServer();
        var (run, _) = await RunAsync(server.Address);

        Assert.All(run.Devices, d => Assert.Equal(2, d.Revision));
    }

    [Fact]
    public async Task Batches_hold_several_reports()
    {
        await using var server = new DeviceServer();
        var (_, result) = await RunAsync(server.Address, o => o with { Batch = 2 });

        Assert.Equal(20, result.Uploads);
        Assert.Equal(AllEntries, server.Entries.Count);
    }

    [Fact]
    public async Task Lost_replies_are_sent_again_and_the_server_sees_duplicates()
    {
        await using var server = new DeviceServer((number, _, _) => number % 3 == 2 ? [] : null);
        var (_, result) = await RunAsync(server.Address);

        Assert.Null(result.Failure);
        Assert.True(result.Reconnects >= 5, $"{result.Reconnects}");
        Assert.Equal(AllEntries, server.Entries.Count);
    }

    [Fact]
    public async Task Cut_and_garbled_replies_are_sent_again()
    {
        await using var server = new DeviceServer((number, _, _) => (number % 5) switch
        {
            1 => TestServer.Raw("HTTP/1.1 200 OK\r\nContent-Le"),
            2 => TestServer.Raw("<html>captive portal</html>\r\n\r\n"),
            _ => null,
        });
        var (_, result) = await RunAsync(server.Address);

        Assert.Null(result.Failure);
        Assert.True(result.Reconnects >= 10, $"{result.Reconnects}");
        Assert.Equal(AllEntries, server.Entries.Count);
    }

    [Fact]
    public async Task Resending_sends_twice_and_counts_once()
    {
        await using var server = new DeviceServer();
        var (_, result) = await RunAsync(server.Address, o => o with { Resend = 100 });

        Assert.Null(result.Failure);
        Assert.Equal(AllEntries, result.Uploads);
        Assert.Equal(AllEntries, result.Resent);
        Assert.Equal(AllEntries, server.Entries.Count);
        Assert.Contains(server.Entries.Values, times => times == 2);
    }

    [Fact]
    public async Task Busy_server_is_asked_again_after_its_own_time()
    {
        await using var server = new DeviceServer((number, _, _) => number % 2 == 0 ? TestServer.Reply(number % 4 == 0 ? 503 : 429, [], "Retry-After: 0\r\n") : null);
        var (_, result) = await RunAsync(server.Address);

        Assert.Null(result.Failure);
        Assert.True(result.Busy >= 15, $"{result.Busy}");
        Assert.Equal(AllEntries, server.Entries.Count);
    }

    [Fact]
    public async Task Server_that_stays_busy_wears_out_patience()
    {
        await using var server = new DeviceServer((_, _, _) => TestServer.Reply(503, [], "Retry-After: 0\r\n"));
        var (_, result) = await RunAsync(server.Address, o => o with { Patience = TimeSpan.Zero });

        Assert.Equal(ExitCode.Unreachable, result.Failure!.ExitCode);
        Assert.Contains("503", result.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2, "sent entries 1 to 1, acknowledged are 1 to 2")]
    [InlineData(2, 2, "sent entries 1 to 1, acknowledged are 2 to 2")]
    public async Task Acknowledgement_of_anything_else_is_a_mismatch(long first, long last, string problem)
    {
        await using var server = new DeviceServer((_, _, batch) => DeviceServer.Ok(
            new SyncReply { Acknowledged = [new NumberRange(first, last)], ServerTimeMs = batch.WallMs }));
        var (_, result) = await RunAsync(server.Address);

        Assert.Equal(ExitCode.Failure, result.Failure!.ExitCode);
        Assert.True(result.Mismatches >= 1);
        Assert.Contains(problem, result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejection_and_silence_are_mismatches()
    {
        await using var rejecting = new DeviceServer((_, _, batch) => DeviceServer.Ok(
            new SyncReply { Rejected = [new Rejection(1, RejectionCode.InvalidValue, "too hot")], ServerTimeMs = batch.WallMs }));
        await using var silent = new DeviceServer((_, _, batch) => DeviceServer.Ok(new SyncReply { ServerTimeMs = batch.WallMs }));
        await using var refusing = new DeviceServer((_, _, _) => TestServer.Reply(422, "frame at byte 3"u8.ToArray()));

        Assert.Contains("InvalidValue, too hot", (await RunAsync(rejecting.Address)).Result.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("acknowledged are none", (await RunAsync(silent.Address)).Result.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("status 422: frame at byte 3", (await RunAsync(refusing.Address)).Result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_key_ends_the_run()
    {
        await using var server = new DeviceServer((_, _, _) => TestServer.Reply(401, "unknown key"u8.ToArray()));
        var (_, result) = await RunAsync(server.Address);

        Assert.Equal(ExitCode.NotAuthenticated, result.Failure!.ExitCode);
    }

    [Fact]
    public async Task Nothing_listening_is_told_at_once()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Dispose();

        var e = await Assert.ThrowsAsync<SimulationFailedException>(() => RunAsync(new Uri($"http://127.0.0.1:{port}")));
        Assert.Equal(ExitCode.Unreachable, e.ExitCode);
    }

    [Fact]
    public async Task Stop_ends_with_whole_uploads()
    {
        using var stop = new CancellationTokenSource();
        await using var server = new DeviceServer((number, _, _) =>
        {
            if (number == 12)
            {
                stop.Cancel();
            }

            return null;
        });
        var (run, result) = await RunAsync(server.Address, o => o with { Reports = null }, stop.Token);

        Assert.Null(result.Failure);
        Assert.Equal(run.Devices.Sum(d => d.Acknowledged), server.Entries.Count);
    }

    private static async Task<(LoadRun Run, LoadResult Result)> RunAsync(
        Uri server, Func<SimulationOptions, SimulationOptions>? change = null, CancellationToken stop = default)
    {
        var options = new SimulationOptions { Server = server, Key = "flt_key_x", Devices = 10, Reports = 3, Connections = 4, Metrics = 5, Distributions = 1 };
        options = change?.Invoke(options) ?? options;
        var metrics = new SimulatedMetrics(options.Metrics, options.Distributions, options.Seed);
        var clock = new SimulationClock(TimeProvider.System, options.Backfill, options.Reports);
        var run = new LoadRun(options, () => new SyncFormat(options, new ReportContent(options, metrics), clock), TimeProvider.System);
        return (run, await run.RunAsync(_ => { }, stop));
    }
}

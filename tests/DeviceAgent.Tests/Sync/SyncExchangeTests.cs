using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Sync;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Sync;

public sealed class SyncExchangeTests : IDisposable
{
    private readonly SyncFixture _fixture = new();

    private FakeServer Server => _fixture.Server;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_key_table_is_sent_when_it_is_asked_for_and_not_again()
    {
        _fixture.AddReport(1);
        Assert.Equal(1, (await _fixture.SyncAsync()).Acknowledged);
        Assert.Empty((await Server.NextRequestAsync()).Tables);
        Assert.Single((await Server.NextRequestAsync()).Tables);

        _fixture.AddReport(2);
        Assert.Equal(1, (await _fixture.SyncAsync()).Acknowledged);
        Assert.Empty((await Server.NextRequestAsync()).Tables);
        Assert.Equal(0, Server.RequestsWaiting);
        Assert.Equal([1, 2], Server.Reports().Select(report => report["a"].Value));
    }

    [Fact]
    public async Task Entries_may_name_an_older_table_than_the_current()
    {
        _fixture.AddReport(1, "old");
        _fixture.AddReport(2, "new");
        Assert.True((await _fixture.SyncAsync()).Succeeded);
        Assert.Equal(2, Server.Tables.Count);
        Assert.Equal(0, _fixture.Queue.Count);
    }

    [Fact]
    public async Task Entries_keep_the_software_version_that_they_were_captured_on()
    {
        _fixture.AddReport(1, origin: SyncFixture.Origin with { SoftwareVersion = "1.0" });
        _fixture.AddReport(2);
        await _fixture.SyncAsync();
        var request = await Server.NextRequestAsync();
        Assert.Equal(["2.0", "1.0"], request.Origins.Select(origin => origin.SoftwareVersion));
        Assert.Equal([1, 0], request.Entries.Select(entry => entry.OriginIndex));
    }

    [Fact]
    public async Task A_lost_reply_makes_the_agent_send_again_and_counts_nothing_twice()
    {
        // The first reply asks for the table, the second acknowledges; the HTTP client may itself ask once more on a broken connection.
        Server.LostReplies = 4;
        _fixture.AddReport(1);
        var results = new List<SyncResult>();
        do
        {
            results.Add(await _fixture.SyncAsync());
        }
        while (!results[^1].Succeeded && results.Count < 8);

        Assert.False(results[0].Succeeded);
        Assert.True(results[^1].Succeeded, results[^1].Error);
        Assert.Equal(0, _fixture.Queue.Count);
        Assert.Single(Server.Entries);
        Assert.Empty(Server.Contradictions);
    }

    [Fact]
    public async Task A_rejected_entry_is_dropped_and_its_reason_logged()
    {
        var bad = _fixture.AddReport(1);
        _fixture.AddReport(2);
        Server.Answer = (request, _) => request.Entries.Any(entry => entry.Number == bad)
            ? new SyncReply { Rejected = [new Rejection(bad, RejectionCode.InvalidValue, "no such thing")], ServerTimeMs = 1 }
            : null;
        var result = await _fixture.SyncAsync();
        Assert.Equal((1, 1), (result.Acknowledged, result.Rejected));
        Assert.Contains("no such thing", _fixture.Log.Text, StringComparison.Ordinal);
        Assert.Equal(1, _fixture.Counters[AgentCounter.SyncRejectedEntries]);
    }

    [Fact]
    public async Task One_entry_that_makes_batches_undecodable_is_found_and_dropped()
    {
        for (var i = 0; i < 20; i++)
        {
            _fixture.AddReport(i);
        }

        const long Poison = 13;
        Server.Answer = (request, response) =>
        {
            if (request.Entries.Any(entry => entry.Number == Poison))
            {
                response.StatusCode = 422;
            }

            return null;
        };
        var result = await _fixture.SyncAsync();
        Assert.Equal((19, 1), (result.Acknowledged, result.Rejected));
        Assert.DoesNotContain(Server.Entries.Keys, key => key.Number == Poison);
        Assert.Equal(1, _fixture.Counters[AgentCounter.SyncRefusedEntries]);
    }

    [Fact]
    public async Task A_peer_that_refuses_everything_costs_no_entry()
    {
        for (var i = 0; i < 5; i++)
        {
            _fixture.AddReport(i);
        }

        Server.Answer = (_, response) =>
        {
            response.StatusCode = 413;
            return null;
        };
        Assert.False((await _fixture.SyncAsync()).Succeeded);
        Assert.Equal(5, _fixture.Queue.Count);
        Server.Answer = null;
        Assert.Equal(5, (await _fixture.SyncAsync()).Acknowledged);
    }

    [Fact]
    public async Task A_captive_portal_is_a_failure_and_takes_nothing()
    {
        Server.Failures.Enqueue((200, null, "<html><body>Please log in to WiFi</body></html>"));
        _fixture.AddReport(1);
        var result = await _fixture.SyncAsync();
        Assert.Contains("captive portal", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, _fixture.Queue.Count);
        Assert.Equal(1, _fixture.Counters[AgentCounter.SyncBadReplies]);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Any_other_answer_is_a_failure_that_names_the_status(int status)
    {
        Server.Failures.Enqueue((status, status == 503 ? "17" : null, "no"));
        _fixture.AddReport(1);
        var result = await _fixture.SyncAsync();
        Assert.Contains($"{status}", result.Error, StringComparison.Ordinal);
        Assert.Equal(status == 503 ? TimeSpan.FromSeconds(17) : null, result.RetryAfter);
        Assert.Equal(1, _fixture.Queue.Count);
    }

    [Fact]
    public async Task Batches_that_do_not_come_through_in_time_shrink_until_they_do()
    {
        const int Through = 5_000;
        for (var i = 0; i < 500; i++)
        {
            _fixture.AddReport(i);
        }

        Server.Answer = (request, response) =>
        {
            if (request.Entries.Sum(entry => entry.Body.Length) > Through)
            {
                response.StatusCode = 408;
            }

            return response.StatusCode == 408 ? null : Server.Take(request);
        };
        var failures = 0;
        while (!(await _fixture.SyncAsync()).Succeeded)
        {
            Assert.True(++failures < 40);
        }

        Assert.Equal(500, Server.Entries.Count);
        Assert.Equal(0, _fixture.Queue.Count);
        Assert.InRange(failures, 3, 39);
        Assert.True(Server.Reports().Select(report => report["a"].Value).SequenceEqual(Enumerable.Range(0, 500).Select(i => (double)i)));
    }

    [Fact]
    public async Task A_server_without_zstd_gets_plain_frames()
    {
        for (var i = 0; i < 50; i++)
        {
            _fixture.AddReport(i);
        }

        Server.Failures.Enqueue((415, null, "no zstd here"));
        Assert.Equal(50, (await _fixture.SyncAsync()).Acknowledged);
        Assert.True(Server.Sizes[1] > Server.Sizes[0]);
    }

    [Fact]
    public async Task A_configuration_is_kept_and_confirmed_at_once()
    {
        Server.Answer = (request, _) => request.ConfigurationRevision == 7 ? null : Server.Take(request) with
        {
            Configuration = new DeviceConfiguration(7, 60_000, Monitoring: false, Debugging: true, Logging: false),
        };
        _fixture.AddReport(1);
        Assert.True((await _fixture.SyncAsync()).Succeeded);
        var revisions = new List<long>();
        while (Server.RequestsWaiting > 0)
        {
            revisions.Add((await Server.NextRequestAsync()).ConfigurationRevision);
        }

        Assert.Equal([0, 7], revisions);
        var restarted = new ServerConfiguration(_fixture.Directory["configuration"], TimeSpan.FromHours(1), isIntervalPinned: false, _fixture.Time, _fixture.Log.Log);
        Assert.Equal((7, false, TimeSpan.FromMinutes(1)), (restarted.Revision, restarted.IsMonitoring, restarted.ReportInterval));
        var pinned = new ServerConfiguration(_fixture.Directory["configuration"], TimeSpan.FromSeconds(10), isIntervalPinned: true, _fixture.Time, _fixture.Log.Log);
        Assert.Equal(TimeSpan.FromSeconds(10), pinned.ReportInterval);
    }

    [Fact]
    public async Task A_server_that_always_has_a_newer_configuration_does_not_hold_the_device()
    {
        var revision = 1L;
        Server.Answer = (request, _) => Server.Take(request) with
        {
            Configuration = new DeviceConfiguration(revision++, 60_000, Monitoring: true, Debugging: false, Logging: false),
        };
        Assert.True((await _fixture.SyncAsync()).Succeeded);
        Assert.InRange(revision, 2, 4);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_table_again_and_again_is_a_failure()
    {
        _fixture.AddReport(1);
        var hash = KeyTable.Of([new MetricColumn("a", MetricKind.Counter)]).Hash;
        Server.Answer = (_, _) => new SyncReply { UnknownTables = [hash], ServerTimeMs = 1 };
        var result = await _fixture.SyncAsync();
        Assert.Contains("asks again", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, _fixture.Queue.Count);
    }

    [Fact]
    public async Task A_server_that_says_nothing_of_the_entries_is_a_failure()
    {
        _fixture.AddReport(1);
        Server.Answer = (_, _) => new SyncReply { ServerTimeMs = 1 };
        Assert.False((await _fixture.SyncAsync()).Succeeded);
        Assert.Equal(1, _fixture.Queue.Count);
    }

    [Fact]
    public async Task A_server_cannot_acknowledge_what_was_not_sent()
    {
        for (var i = 0; i < 1500; i++)
        {
            _fixture.AddReport(i);
        }

        var answered = 0;
        Server.Answer = (request, _) => ++answered == 1
            ? new SyncReply { Acknowledged = [new NumberRange(1, long.MaxValue)], ServerTimeMs = 1 }
            : new SyncReply { ServerTimeMs = 1 };
        await _fixture.SyncAsync();
        Assert.Equal(1500 - ProtocolLimits.MaxEntries, _fixture.Queue.Count);
    }

    [Fact]
    public async Task A_week_of_hourly_reports_goes_in_one_request_of_a_few_kilobytes()
    {
        for (var i = 0; i < 24 * 7; i++)
        {
            _fixture.AddReport(i);
        }

        await _fixture.SyncAsync();
        Assert.Equal(2, Server.Sizes.Count);
        Assert.InRange(Server.Sizes[0], 500, 8_000);
    }
}

using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Tests.Logs;
using Fleet.DeviceAgent.Tests.Sync;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Budgets;

/// <summary>What reports say of the budgets is what those say who keep to them: a real queue, spool, log, and what a server was sent.</summary>
public sealed class BudgetMetricsTests : IDisposable
{
    private readonly LogFixture _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void Each_class_on_the_disk_says_what_it_uses_and_what_is_left_from_its_first_use_on()
    {
        using var fixture = new SyncFixture();
        var folder = CrashFolder.Under(fixture.Directory.Path);
        using var log = _logs.Open();
        var metrics = new Metrics(fixture, folder, log);
        Assert.Equal(["disk_queue_left_bytes", "disk_queue_used_bytes"], metrics.Report().Keys.Order());

        AddRecording(fixture, 3000);
        AddRecording(fixture, 4000);
        folder.Make();
        File.WriteAllBytes(folder.Core(Guid.NewGuid()), new byte[1200]);
        log.Append([LogFixture.Line(1)]);
        log.Flush();
        var report = metrics.Report();
        Assert.Equal(7000, report["disk_recordings_used_bytes"]);
        Assert.Equal(43_000, report["disk_recordings_left_bytes"]);
        Assert.Equal(1200, report["disk_held_coredumps_used_bytes"]);
        Assert.Equal(8800, report["disk_held_coredumps_left_bytes"]);
        Assert.Equal(_logs.Files.Sum(file => new FileInfo(file).Length), report["disk_log_store_used_bytes"]);
        Assert.Equal(QueueBytes(fixture), report["disk_queue_used_bytes"]);
        Assert.Equal(QueueOptions.Default.MaxBytes - QueueBytes(fixture), report["disk_queue_left_bytes"]);
        Assert.DoesNotContain("disk_coredumps_used_bytes", report.Keys);
        Assert.DoesNotContain("disk_logs_used_bytes", report.Keys);

        // What has become empty is not unknown.
        File.Delete(folder.Core(folder.Cores()[0].Id));
        Assert.Equal(0, metrics.Report()["disk_held_coredumps_used_bytes"]);
    }

    [Fact]
    public async Task Days_and_months_say_what_was_sent_and_begin_anew_by_the_clock()
    {
        using var fixture = new SyncFixture(budget: BudgetOptions.None with { PerMonth = 1_000_000, RecordingsPerDay = 10_000 });
        fixture.Time.SetUtcNow(new DateTimeOffset(2026, 1, 30, 12, 0, 0, TimeSpan.Zero));
        var metrics = new Metrics(fixture, CrashFolder.Under(fixture.Directory.Path), log: null);
        AddRecording(fixture, 12_000);
        Assert.Null((await fixture.SyncAsync()).AttachmentError);
        var today = metrics.Report();
        Assert.Equal(12_000, today["budget_recordings_per_day_used_bytes"]);
        Assert.Equal(0, today["budget_recordings_per_day_left_bytes"]);
        Assert.Equal(fixture.Counters[AgentCounter.SyncSentBytes], today["budget_per_month_used_bytes"]);
        Assert.Equal(1_000_000, today["budget_per_month_used_bytes"] + today["budget_per_month_left_bytes"]);
        Assert.DoesNotContain("budget_per_day_used_bytes", today.Keys);

        fixture.Time.Advance(TimeSpan.FromDays(1));
        var tomorrow = metrics.Report();
        Assert.Equal(0, tomorrow["budget_recordings_per_day_used_bytes"]);
        Assert.Equal(10_000, tomorrow["budget_recordings_per_day_left_bytes"]);
        Assert.Equal(today["budget_per_month_used_bytes"], tomorrow["budget_per_month_used_bytes"]);

        fixture.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1_000_000, metrics.Report()["budget_per_month_left_bytes"]);
    }

    [Fact]
    public async Task A_metered_interface_has_an_account_of_its_own()
    {
        using var fixture = new SyncFixture(budget: BudgetOptions.None with { MeteredPerDay = 5_000, MeteredInterfaces = ["wwan*"] });
        var metrics = new Metrics(fixture, CrashFolder.Under(fixture.Directory.Path), log: null);
        RouteBy(fixture, "eth0");
        AddRecording(fixture, 8_000);
        Assert.Null((await fixture.SyncAsync()).AttachmentError);
        Assert.Equal(0, metrics.Report()["budget_metered_per_day_used_bytes"]);

        RouteBy(fixture, "wwan0");
        AddRecording(fixture, 6_000);
        AddRecording(fixture, 100);
        Assert.Null((await fixture.SyncAsync()).AttachmentError);
        Assert.Equal(2, fixture.Server.Bodies(EntryType.Recording).Count);
        var report = metrics.Report();
        Assert.InRange(report["budget_metered_per_day_used_bytes"], 6_000, 8_000);
        Assert.Equal(0, report["budget_metered_per_day_left_bytes"]);

        // The way that costs nothing is not barred by what went over the other.
        RouteBy(fixture, "eth0");
        Assert.Null((await fixture.SyncAsync()).AttachmentError);
        Assert.Equal(3, fixture.Server.Bodies(EntryType.Recording).Count);
        Assert.Equal(report["budget_metered_per_day_used_bytes"], metrics.Report()["budget_metered_per_day_used_bytes"]);
    }

    private static long QueueBytes(SyncFixture fixture) => Directory.GetFiles(fixture.Directory["queue"]).Sum(file => new FileInfo(file).Length);

    private static void AddRecording(SyncFixture fixture, int bytes)
    {
        var path = fixture.Directory[$"made-{Guid.NewGuid():N}"];
        var content = new byte[bytes];
        Random.Shared.NextBytes(content);
        File.WriteAllBytes(path, content);
        fixture.AttachmentOutbox.Copy(EntryType.Recording, EntryPriority.Recording, Urgency.Paced, path, file =>
            new Recording(Guid.NewGuid(), "a.bin", "application/octet-stream", "", 0, file).Encode());
    }

    private static void RouteBy(SyncFixture fixture, string name)
    {
        Directory.CreateDirectory(fixture.Directory["proc/net"]);
        File.WriteAllText(fixture.Directory["proc/net/route"],
            $"Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n{name}\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n");
    }

    /// <summary>What a report has of the budgets.</summary>
    private sealed class Metrics
    {
        private readonly MetricAggregator _aggregator;
        private readonly BudgetMetrics _budgets;

        public Metrics(SyncFixture fixture, CrashFolder folder, LogStore? log)
        {
            _aggregator = new MetricAggregator(fixture.Time, fixture.Counters);
            _budgets = new BudgetMetrics(_aggregator, fixture.Budget, new DiskBudgets(fixture.Queue, fixture.AttachmentOutbox, folder, 10_000, log), fixture.Log.Log);
        }

        public Dictionary<string, double> Report()
        {
            _budgets.Update();
            var interval = _aggregator.Close();
            var report = new Dictionary<string, double>(StringComparer.Ordinal);
            for (var i = 0; i < interval.Columns.Count; i++)
            {
                if (interval.Values[i].Shape != MetricShape.Absent)
                {
                    report.Add(interval.Columns[i].Key["fleet.agent.".Length..], interval.Values[i].Value);
                }
            }

            return report;
        }
    }
}

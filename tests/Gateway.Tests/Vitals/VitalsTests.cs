using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using MetricKind = Fleet.Protocol.Metrics.MetricKind;
using MetricValue = Fleet.Protocol.Metrics.MetricValue;
using Report = Fleet.Protocol.Metrics.Report;
using ReportKind = Fleet.Protocol.Metrics.ReportKind;

namespace Fleet.Gateway.Tests.Vitals;

/// <summary>Vitals, as a client of the API asks for them, against sums over the reports that were sent.</summary>
public sealed class VitalsTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";
    private const int Days = 3;

    private static readonly string[] Keys =
    [
        "operational_hours", "operational_crashfree_hours", "operational_crashes", "battery_soc_pct_drop", "battery_discharge_ms",
        "sync_successful", "sync_failure", "connectivity_expected_ms", "connectivity_connected_ms",
    ];

    private static readonly KeyTable Table = KeyTable.Of([.. Keys.Select(k => new MetricColumn(k, MetricKind.Counter))]);

    private static readonly DateTimeOffset Start = new(TimeProvider.System.GetUtcNow().Date.AddDays(-5), TimeSpan.Zero);

    private readonly GrpcChannel _channel = server.Channel();

    private MetricService.MetricServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task They_are_what_the_reports_sum_to_by_version_and_day_and_over_the_range()
    {
        var sent = await SendRandomAsync("vitals-random-", new Random(7));
        var request = Request("serial ^= vitals-random-");
        Check(sent, Assert.Single((await Client.QueryVitalsAsync(request, server.Authorization())).Rows));

        request.GroupBy = "software";
        var byVersion = (await Client.QueryVitalsAsync(request, server.Authorization())).Rows;
        Assert.Equal(["2.10", "2.9"], byVersion.Select(r => r.SoftwareVersion));
        Assert.All(byVersion, row => Check([.. sent.Where(s => s.Version == row.SoftwareVersion)], row));

        request.Resolution = Resolution.Day;
        var byDay = (await Client.QueryVitalsAsync(request, server.Authorization())).Rows;
        Assert.Equal(2 * Days, byDay.Count);
        Assert.All(byDay, row => Check(
            [.. sent.Where(s => s.Version == row.SoftwareVersion && s.At >= row.StartTime.ToDateTimeOffset() && s.At < row.EndTime.ToDateTimeOffset())], row));
    }

    [Fact]
    public async Task The_fleets_operational_hours_by_day_are_those_of_the_rollups_and_of_the_column_files()
    {
        await SendRandomAsync("vitals-fleet-", new Random(8));
        var request = new QueryVitalsRequest { Project = Project, StartTime = Start.ToTimestamp(), EndTime = Start.AddDays(Days).ToTimestamp(), Resolution = Resolution.Day };
        var fleet = await Client.QueryVitalsAsync(request, server.Authorization());
        request.Cohort = "default";
        var cohort = await Client.QueryVitalsAsync(request, server.Authorization());
        request.Filter = "";
        var all = await Client.QueryVitalsAsync(request, server.Authorization());

        Assert.Equal(Days, fleet.Rows.Count);
        Assert.Equal(fleet.Rows, cohort.Rows);
        Assert.Equal(
            fleet.Rows.Select(r => (r.StartTime, Of(r, VitalKind.OperationalHours).Value, Of(r, VitalKind.OperationalHours).Population)),
            all.Rows.Select(r => (r.StartTime, Of(r, VitalKind.OperationalHours).Value, Of(r, VitalKind.OperationalHours).Population)));
    }

    [Fact]
    public async Task A_device_that_does_not_know_of_crashes_counts_in_no_crash_vital_and_what_nobody_said_is_absent()
    {
        await SendAsync("vitals-quiet", "2.9", Start.AddHours(1), Values(1, null, null, null, 3_600_000, null, null, null, null));
        var row = Assert.Single((await Client.QueryVitalsAsync(Request("serial = vitals-quiet"), server.Authorization())).Rows);

        Assert.Equal([VitalKind.OperationalHours], row.Vitals.Where(v => v.HasValue).Select(v => v.Kind));
        Assert.Equal((1.0, 1), (Of(row, VitalKind.OperationalHours).Value, Of(row, VitalKind.OperationalHours).Population));
        Assert.Equal(6, row.Vitals.Count);
        var nobody = Assert.Single((await Client.QueryVitalsAsync(Request("serial = nobody-at-all"), server.Authorization())).Rows);
        Assert.All(nobody.Vitals, v => Assert.False(v.HasValue));
    }

    [Fact]
    public async Task A_question_that_cannot_be_answered_names_what_is_wrong()
    {
        await RefusedAsync("group_by: 'model'", new QueryVitalsRequest { Project = Project, GroupBy = "model" });
        await RefusedAsync("cohort: is not", new QueryVitalsRequest { Project = Project, Cohort = "no cohort" });
        await RefusedAsync("resolution: vitals are by day", new QueryVitalsRequest { Project = Project, Resolution = Resolution.Hour });
        await RefusedAsync("start_time: the range holds more than 400 days", new QueryVitalsRequest { Project = Project, Resolution = Resolution.Day, StartTime = Start.AddDays(-500).ToTimestamp() });
    }

    private async Task RefusedAsync(string named, QueryVitalsRequest request)
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await Client.QueryVitalsAsync(request, server.Authorization()));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.StartsWith(named, e.Status.Detail, StringComparison.Ordinal);
    }

    private static void Check(IReadOnlyList<Sent> sent, VitalsRow row)
    {
        Check(row, VitalKind.CrashFreeHours, sent, 1, 0, static (free, hours) => free / hours);
        Check(row, VitalKind.BatteryLife, sent, 3, 4, static (drop, ms) => ms / 3_600_000 * 100 / drop);
        Check(row, VitalKind.SyncSuccess, sent, 5, 6, static (good, bad) => good / (good + bad));
        Check(row, VitalKind.ConnectedTime, sent, 8, 7, static (connected, expected) => connected / expected);
        Check(row, VitalKind.OperationalHours, sent, 0, 0, static (hours, _) => hours);
        var active = sent.Where(s => s.Values[2] is not null).GroupBy(s => s.Serial).ToList();
        Assert.Equal(active.Count, Of(row, VitalKind.CrashFreeDevices).Population);
        Assert.Equal(1 - (active.Count(d => d.Sum(s => s.Values[2]) > 0) / (double)active.Count), Of(row, VitalKind.CrashFreeDevices).Value, 1e-12);
    }

    private static void Check(VitalsRow row, VitalKind kind, IReadOnlyList<Sent> sent, int first, int second, Func<double, double, double> formula)
    {
        var both = sent.Where(s => s.Values[first] is not null && s.Values[second] is not null).ToList();
        Assert.NotEmpty(both);
        var vital = Of(row, kind);
        Assert.Equal(both.Select(s => s.Serial).Distinct().Count(), vital.Population);
        Assert.Equal(formula(both.Sum(s => s.Values[first]!.Value), both.Sum(s => s.Values[second]!.Value)), vital.Value, 1e-9);
    }

    private static Vital Of(VitalsRow row, VitalKind kind) => row.Vitals.Single(v => v.Kind == kind);

    private static QueryVitalsRequest Request(string filter) => new()
    {
        Project = Project,
        Filter = filter,
        StartTime = Start.ToTimestamp(),
        EndTime = Start.AddDays(Days).ToTimestamp(),
    };

    /// <summary>Devices of two versions that know some of the metrics, in each of a few hours of each day.</summary>
    private async Task<List<Sent>> SendRandomAsync(string prefix, Random random)
    {
        var all = new List<Sent>();
        for (var i = 0; i < 12; i++)
        {
            var serial = $"{prefix}{i}";
            var version = i % 2 == 0 ? "2.9" : "2.10";
            for (var day = 0; day < Days; day++)
            {
                for (var hour = 1; hour < 4; hour++)
                {
                    double? Maybe(double value) => random.Next(4) == 0 ? null : value;
                    var values = Values(
                        1, Maybe(random.Next(2)), Maybe(random.Next(5) == 0 ? 1 : 0), Maybe(random.Next(1, 9)), Maybe(random.Next(1_000, 3_600_000)),
                        Maybe(random.Next(1, 4)), Maybe(random.Next(2)), Maybe(3_600_000), Maybe(random.Next(3_600_000)));
                    all.Add(new Sent(serial, version, Start.AddDays(day).AddHours(hour), values));
                }
            }

            await SendAsync(serial, version, [.. all.Where(s => s.Serial == serial).Select(s => (s.At, s.Values))]);
        }

        return all;
    }

    private Task SendAsync(string serial, string version, DateTimeOffset at, double?[] values) => SendAsync(serial, version, [(at, values)]);

    private async Task SendAsync(string serial, string version, IReadOnlyList<(DateTimeOffset At, double?[] Values)> reports)
    {
        var device = new TestDevice(server, serial) { Version = version };
        var reply = await device.SendAsync(
            [.. reports.Select(r => device.Entry(
                EntryType.Report,
                r.At.ToUnixTimeMilliseconds(),
                new Report(ReportKind.Heartbeat, 3_600_000, Table.Hash, Report.EncodeValues([.. r.Values.Select(v => v is { } known ? MetricValue.Scalar(known) : MetricValue.Absent)])).Encode()))],
            [Table.Encoded]);
        Assert.Empty(reply.Rejected);
        await server.CatchUpAsync(serial);
    }

    private static double?[] Values(params double?[] values) => values;

    private sealed record Sent(string Serial, string Version, DateTimeOffset At, double?[] Values);
}

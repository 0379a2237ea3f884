using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Tests.Devices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using ComparisonVerdict = Fleet.Api.V1.ComparisonVerdict;
using Resolution = Fleet.Api.V1.Resolution;

namespace Fleet.Gateway.Tests.Metrics;

/// <summary>Selections side by side, as a client of the API asks for them. Each test has times of its own.</summary>
public sealed class ComparisonTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private static readonly DateTimeOffset Start = new(TimeProvider.System.GetUtcNow().Date.AddDays(-9), TimeSpan.Zero);

    private readonly GrpcChannel _channel = server.Channel();

    private MetricService.MetricServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Two_versions_are_aligned_and_their_difference_is_that_of_the_devices_means()
    {
        var (old, young) = (new List<double>(), new List<double>());
        for (var i = 0; i < 12; i++)
        {
            // A device that reports often weighs no more than one that reports once.
            await ReportAsync($"versions-old-{i}", "1.3", 60, [.. Enumerable.Repeat((1, 50.0 + i), 1 + (i % 3))]);
            await ReportAsync($"versions-new-{i}", "1.4", 60, (3, 70.0 + i), (3, 80.0 + i));
            old.Add(50 + i);
            young.Add(75 + i);
        }

        var request = Request(60, 64, ByVersion("1.3"), ByVersion("1.4"));
        var answer = await Client.CompareMetricsAsync(request, server.Authorization());

        Assert.Equal(AnswerSource.Columns, answer.Source);
        Assert.Equal([("1.3", 24L, 12L), ("1.4", 24L, 12L)], answer.Selections.Select(s => (s.Name, s.Reports, s.Devices)));
        Assert.Equal([Start.AddHours(60), Start.AddHours(61), Start.AddHours(62), Start.AddHours(63)], answer.Points.Select(p => p.StartTime.ToDateTimeOffset()));
        Assert.Equal([(0L, 0L), (12L, 0L), (0L, 0L), (0L, 12L)], answer.Points.Select(p => (p.Values[0].Population, p.Values[1].Population)));
        Assert.False(answer.Points[0].Values[0].HasValue);
        Assert.Equal(80.5, answer.Points[3].Values[1].Value);

        var difference = Assert.Single(answer.Differences);
        var expected = MeanDifference.Of(DeviceMeans.Of(old), DeviceMeans.Of(young));
        Assert.Equal(("1.3", "1.4", ComparisonVerdict.Higher), (difference.Baseline, difference.Selection, difference.Verdict));
        Assert.Equal(expected.Difference, difference.Difference, 1e-9);
        Assert.Equal(expected.Low, difference.Low, 1e-9);
        Assert.Equal(expected.High, difference.High, 1e-9);
    }

    [Fact]
    public async Task Sums_are_given_for_a_thousand_devices_too_and_few_devices_say_nothing()
    {
        await ReportAsync("few-a", "1.3", 70, (1, 10), (1, 20));
        await ReportAsync("few-b", "1.3", 70, (1, 30));
        await ReportAsync("few-c", "1.4", 70, (1, 40));
        var request = Request(70, 72, new Selection { Name = "left", Filter = "serial in (few-a, few-b)" }, new Selection { Name = "right", Filter = "serial = few-c" }, new Selection { Name = "none", Filter = "serial = nobody" });
        request.By = Aggregation.Sum;
        request.Resolution = Resolution.Range;
        var answer = await Client.CompareMetricsAsync(request, server.Authorization());

        Assert.Equal([(60.0, 30_000.0), (40.0, 40_000.0), (0.0, 0.0)], answer.Selections.Select(s => (s.Value, s.NormalizedValue)));
        Assert.Equal([22.5, 40.0], answer.Selections.Take(2).Select(s => s.DeviceMean));
        Assert.False(answer.Selections[2].HasValue || answer.Selections[2].HasDeviceMean || answer.Selections[2].HasNormalizedValue);
        Assert.Equal([60.0, 40.0, 0.0], Assert.Single(answer.Points).Values.Select(v => v.Value));
        Assert.Equal([17.5, 0.0], answer.Differences.Select(d => d.Difference));
        Assert.All(answer.Differences, d => Assert.True(d.Verdict == ComparisonVerdict.TooFewDevices && !d.HasLow && !d.HasHigh));
        Assert.False(answer.Differences[1].HasDifference);
    }

    [Fact]
    public async Task A_question_that_cannot_be_answered_names_the_selection()
    {
        await ReportAsync("named", "1.3", 80, (1, 1));
        await RefusedAsync("selections: 1 given", Request(80, 81, ByVersion("1.3")));
        await RefusedAsync("selections: 11 given", Request(80, 81, [.. Enumerable.Range(0, 11).Select(i => ByVersion($"{i}"))]));
        await RefusedAsync("selections[1].name: '1.3' is taken", Request(80, 81, ByVersion("1.3"), ByVersion("1.3")));
        await RefusedAsync("selections[1].name: must have", Request(80, 81, ByVersion("1.3"), new Selection()));
        await RefusedAsync("selections[1].software_version", Request(80, 81, ByVersion("1.3"), new Selection { Name = "b", SoftwareVersion = "1" }));
        await RefusedAsync("selections[1].filter: column 8", Request(80, 81, ByVersion("1.3"), new Selection { Name = "b", Filter = "serial ^^ x" }));
        await RefusedAsync("selections[0].cohort", Request(80, 81, new Selection { Name = "a", Cohort = "no cohort" }, ByVersion("1.3")));
        var reports = Request(80, 81, ByVersion("1.3"), ByVersion("1.4"));
        reports.Resolution = Resolution.Report;
        await RefusedAsync("resolution: single reports", reports);
        var hours = Request(80, 81, ByVersion("1.3"), ByVersion("1.4"));
        hours.StartTime = Start.AddHours(-1_000).ToTimestamp();
        await RefusedAsync("start_time: the range holds more than 1000 buckets", hours);
        var by = Request(80, 81, ByVersion("1.3"), ByVersion("1.4"));
        by.By = Aggregation.Population;
        await RefusedAsync("by: Population", by);
    }

    private async Task RefusedAsync(string named, CompareMetricsRequest request)
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await Client.CompareMetricsAsync(request, server.Authorization()));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.StartsWith(named, e.Status.Detail, StringComparison.Ordinal);
    }

    private static Selection ByVersion(string version) => new() { Name = version, SoftwareType = "main", SoftwareVersion = version };

    private static CompareMetricsRequest Request(int fromHour, int toHour, params Selection[] selections) => new()
    {
        Project = Project,
        Metric = "temperature",
        Selections = { selections },
        StartTime = Start.AddHours(fromHour).ToTimestamp(),
        EndTime = Start.AddHours(toHour).ToTimestamp(),
    };

    private async Task ReportAsync(string serial, string version, int hour, params (int Hour, double Value)[] values)
    {
        var device = new TestDevice(server, serial) { Version = version };
        await device.ReportAsync([.. values.Select((v, i) => device.Report(Start.AddHours(hour + v.Hour).AddMinutes(1 + i).ToUnixTimeMilliseconds(), v.Value))]);
    }
}

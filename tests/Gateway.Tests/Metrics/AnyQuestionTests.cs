using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Metrics;

/// <summary>Questions that only column files answer, as a client of the API asks them. Each test has times of its own.</summary>
public sealed class AnyQuestionTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private static readonly DateTimeOffset Yesterday = new(TimeProvider.System.GetUtcNow().Date.AddDays(-9), TimeSpan.Zero);

    private readonly GrpcChannel _channel = server.Channel();

    private MetricService.MetricServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task The_devices_of_a_filter_are_answered_exactly_and_the_reply_says_from_where()
    {
        await ReportAsync("any-a", 1, (1, 10), (1, 12), (2, 30));
        await ReportAsync("any-b", 1, (1, 20));
        await ReportAsync("other", 1, (1, 1000));
        var request = Request(1, 3);
        request.Filter = "serial ^= any-";
        request.Quantiles.AddRange([0, 0.5, 1]);
        request.Aggregations.Add(Aggregation.Sum);
        var answer = await Client.QueryMetricsAsync(request, server.Authorization());

        Assert.Equal((AnswerSource.Columns, 4, 2, 0, true), (answer.Source, answer.Reports, answer.Devices, answer.PendingUploads, answer.ExactQuantiles));
        var points = Assert.Single(answer.Series).Points;
        Assert.Equal([(3L, 2L, 42.0), (1L, 1L, 30.0)], points.Select(p => (p.Reports, p.Population, p.Sum)));
        Assert.Equal([10.0, 12.0, 20.0], points[0].Quantiles.Select(q => q.Value));
        Assert.Equal(21_000, points[0].NormalizedSum);
    }

    [Fact]
    public async Task Rollups_and_column_files_say_the_same_of_the_fleet()
    {
        await ReportAsync("same-a", 10, (1, 10), (2, 12));
        await ReportAsync("same-b", 10, (1, 20));
        var request = Request(10, 13);
        request.Fleet = true;
        request.Aggregations.AddRange([Aggregation.Count, Aggregation.Sum, Aggregation.Min, Aggregation.Max, Aggregation.Mean]);
        var rollups = await Client.QueryMetricsAsync(request, server.Authorization());
        request.Source = AnswerSource.Columns;
        var columns = await Client.QueryMetricsAsync(request, server.Authorization());

        Assert.Equal((AnswerSource.Rollups, AnswerSource.Columns), (rollups.Source, columns.Source));
        Assert.Equal(rollups.Series[0].Points, columns.Series[0].Points);
        Assert.Equal((rollups.Reports, rollups.Devices), (columns.Reports, columns.Devices));
        Assert.Equal((3, 2), (rollups.Reports, rollups.Devices));
    }

    [Fact]
    public async Task A_whole_range_is_one_point_by_any_grouping()
    {
        await ReportAsync("range-a", 20, (1, 10), (5, 14));
        await ReportAsync("range-b", 20, (1, 20));
        var request = Request(20, 26);
        request.Fleet = true;
        request.Resolution = Resolution.Range;
        request.GroupBy = "hardware_version";
        var series = Assert.Single((await Client.QueryMetricsAsync(request, server.Authorization())).Series);
        Assert.Equal("rev-C", series.Group);
        var point = Assert.Single(series.Points);
        Assert.Equal((3, 44.0, Yesterday.AddHours(20).ToTimestamp(), Yesterday.AddHours(26).ToTimestamp()), (point.Reports, point.Sum, point.StartTime, point.EndTime));

        request.GroupBy = "attribute.nobody.has.it";
        Assert.Equal(("", 3L), Assert.Single((await Client.QueryMetricsAsync(request, server.Authorization())).Series.Select(s => (s.Group, s.Points[0].Reports))));
        request.GroupBy = "software";
        Assert.Equal(("main", "1.2.3"), Assert.Single((await Client.QueryMetricsAsync(request, server.Authorization())).Series.Select(s => (s.SoftwareType, s.SoftwareVersion))));
        request.GroupBy = "";
        request.Serial = "range-a";
        Assert.Equal(24.0, Assert.Single((await Client.QueryMetricsAsync(request, server.Authorization())).Series).Points[0].Sum);
    }

    [Fact]
    public async Task The_devices_with_the_greatest_and_the_least_values_are_ranked()
    {
        foreach (var (serial, value) in new[] { ("rank-a", 5.0), ("rank-b", 9.0), ("rank-c", 7.0) })
        {
            await ReportAsync(serial, 30, (1, value), (2, value));
        }

        var request = new RankDevicesRequest
        {
            Project = Project,
            Metric = "temperature",
            Filter = "serial ^= rank-",
            StartTime = Yesterday.AddHours(30).ToTimestamp(),
            EndTime = Yesterday.AddHours(33).ToTimestamp(),
            Limit = 2,
        };
        var most = await Client.RankDevicesAsync(request, server.Authorization());
        request.Ascending = true;
        request.By = Aggregation.Sum;
        var least = await Client.RankDevicesAsync(request, server.Authorization());

        Assert.Equal([("rank-b", 9.0), ("rank-c", 7.0)], most.Devices.Select(d => (d.Serial, d.Point.Mean)));
        Assert.Equal((6, 3), (most.Reports, most.TotalDevices));
        Assert.Equal([("rank-a", 10.0), ("rank-c", 14.0)], least.Devices.Select(d => (d.Serial, d.Point.Sum)));
    }

    [Fact]
    public async Task Values_are_counted_by_bin()
    {
        await ReportAsync("spread-a", 40, (1, 0), (1, 4), (1, 9));
        await ReportAsync("spread-b", 40, (1, 10), (1, 50));
        var answer = await Client.QueryHistogramAsync(
            new QueryHistogramRequest
            {
                Project = Project,
                Metric = "temperature",
                Filter = "serial ^= spread-",
                StartTime = Yesterday.AddHours(40).ToTimestamp(),
                EndTime = Yesterday.AddHours(43).ToTimestamp(),
                Bins = 2,
                From = 0,
                To = 10,
            },
            server.Authorization());
        Assert.Equal([(0.0, 5.0, 2L), (5.0, 10.0, 2L)], answer.Bins.Select(b => (b.From, b.To, b.Count)));
        Assert.Equal((0, 1, 5, 2, true), (answer.Below, answer.Above, answer.Reports, answer.Devices, answer.Exact));
    }

    [Theory]
    [InlineData("serial ^^ x", "filter: column 8")]
    [InlineData("last_seen > soon", "filter: column 13")]
    public async Task A_mistake_in_a_filter_names_its_column(string filter, string named)
    {
        await ReportAsync("mistakes", 50, (1, 1));
        var request = Request(50, 52);
        request.Filter = filter;
        var e = await Assert.ThrowsAsync<RpcException>(async () => await Client.QueryMetricsAsync(request, server.Authorization()));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.StartsWith(named, e.Status.Detail, StringComparison.Ordinal);
    }

    private static QueryMetricsRequest Request(int fromHour, int toHour) => new()
    {
        Project = Project,
        Metric = "temperature",
        StartTime = Yesterday.AddHours(fromHour).ToTimestamp(),
        EndTime = Yesterday.AddHours(toHour).ToTimestamp(),
    };

    /// <summary>Sends reports whose intervals end in the hours after <paramref name="hour"/>, a minute apart.</summary>
    private async Task ReportAsync(string serial, int hour, params (int Hour, double Value)[] values)
    {
        var device = new TestDevice(server, serial);
        await device.ReportAsync([.. values.Select((v, i) => device.Report(Yesterday.AddHours(hour + v.Hour - 1).AddMinutes(1 + i).ToUnixTimeMilliseconds(), v.Value))]);
    }
}

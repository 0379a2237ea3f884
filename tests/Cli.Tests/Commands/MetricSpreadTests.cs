using Fleet.Api.V1;

namespace Fleet.Cli.Tests.Commands;

/// <summary>What <c>fleet metrics</c> asks for any devices, and how it shows the answers.</summary>
public sealed class MetricSpreadTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_filter_and_a_grouping_are_asked_for_and_the_answer_says_where_it_comes_from()
    {
        QueryMetricsRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<QueryMetricsRequest>(request);
            return GrpcWebReply.Of(new QueryMetricsResponse
            {
                Metric = new Metric { Key = "boot_ms" },
                Series = { new Series { Group = "rev-a", Points = { new Point { StartTime = new(), Reports = 3, Population = 2, Sum = 7 } } }, new Series { Points = { new Point { StartTime = new(), Reports = 1 } } } },
                Source = AnswerSource.Columns,
                Reports = 4,
                Devices = 3,
                ExactQuantiles = true,
                PendingUploads = 2,
            });
        });
        Assert.Equal(0, await RunAsync(
            server, "metrics", "query", "boot_ms", "--filter", "cohort = beta", "--group-by", "hardware_version", "--resolution", "range", "--source", "columns"));

        Assert.Equal(
            ("cohort = beta", "hardware_version", Resolution.Range, AnswerSource.Columns), (seen!.Filter, seen.GroupBy, seen.Resolution, seen.Source));
        Assert.Contains("rev-a", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("(none)", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("4 reports of 3 devices, from column files, exact quantiles; 2 uploads are not in it yet.", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--device d1 --filter x=1", "exclude each other")]
    [InlineData("--by-software", "go with --cohort")]
    [InlineData("--cohort beta --by-software --group-by cohort", "--by-software and --group-by exclude each other")]
    [InlineData("--software-version 1.0", "go with --cohort")]
    public async Task Options_that_do_not_go_together_are_named(string options, string expected)
    {
        Assert.Equal(2, await _cli.RunAsync(["metrics", "query", "m", .. options.Split(' ')]));
        Assert.Contains(expected, _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Devices_are_listed_as_ranked()
    {
        RankDevicesRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<RankDevicesRequest>(request);
            return GrpcWebReply.Of(new RankDevicesResponse
            {
                Devices = { new RankedDevice { Serial = "SN-2", Point = new Point { Reports = 4, Mean = 9.5 } }, new RankedDevice { Serial = "SN-1", Point = new Point { Reports = 4, Mean = 3 } } },
                Reports = 12,
                TotalDevices = 3,
            });
        });
        Assert.Equal(0, await RunAsync(server, "metrics", "top", "cpu", "--by", "max", "--least", "--limit", "2", "--filter", "cohort = beta"));

        Assert.Equal((Aggregation.Max, true, 2, "cohort = beta"), (seen!.By, seen.Ascending, seen.Limit, seen.Filter));
        var shown = _cli.Out.ToString();
        Assert.True(shown.IndexOf("SN-2", StringComparison.Ordinal) < shown.IndexOf("SN-1", StringComparison.Ordinal));
        Assert.Contains("2 of 3 devices, by 12 reports.", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_histogram_has_a_bar_for_each_bin_and_lines_for_what_lies_outside()
    {
        QueryHistogramRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<QueryHistogramRequest>(request);
            return GrpcWebReply.Of(new QueryHistogramResponse
            {
                Bins = { new HistogramBin { From = 0, To = 5, Count = 20 }, new HistogramBin { From = 5, To = 10, Count = 1 } },
                Above = 10,
                Reports = 31,
                Devices = 2,
            });
        });
        Assert.Equal(0, await RunAsync(server, "metrics", "histogram", "boot_ms", "--min", "0", "--max", "10", "--bins", "2"));

        Assert.Equal((0.0, 10.0, 2), (seen!.From, seen.To, seen.Bins));
        var lines = _cli.Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([40, 2, 20], lines[1..].Select(l => l.Count(c => c == '#')));
        Assert.Contains("samples of sketches lie within 1 %", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(TestServer server, params string[] arguments) =>
        _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "flt_pat_x"]);
}

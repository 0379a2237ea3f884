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
        Assert.Contains("4 reports of 3 devices, from column files, exact quantiles; 2 uploads not in it yet.", _cli.Error.ToString(), StringComparison.Ordinal);
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

    [Fact]
    public async Task Versions_are_compared_with_the_baseline_first_and_the_verdict_is_said()
    {
        CompareMetricsRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<CompareMetricsRequest>(request);
            return GrpcWebReply.Of(new CompareMetricsResponse
            {
                Metric = new Metric { Key = "boot_ms", Unit = "ms" },
                Selections = { new SelectionSummary { Name = "main 1.3", Devices = 20, Value = 900 }, new SelectionSummary { Name = "main 1.4", Devices = 30, Value = 950 }, new SelectionSummary { Name = "main 1.5" } },
                Differences =
                {
                    new SelectionDifference { Baseline = "main 1.3", Selection = "main 1.4", Difference = 50, Low = -10, High = 110, Verdict = ComparisonVerdict.CouldBeChance },
                    new SelectionDifference { Baseline = "main 1.3", Selection = "main 1.5", Verdict = ComparisonVerdict.TooFewDevices },
                },
            });
        });
        Assert.Equal(0, await RunAsync(
            server, "metrics", "compare", "boot_ms", "--of-version", "1.4", "--of-version", "1.5", "--with-version", "1.3", "--cohort", "beta", "--since", "7d"));

        Assert.Equal([("main 1.3", "1.3"), ("main 1.4", "1.4"), ("main 1.5", "1.5")], seen!.Selections.Select(s => (s.Name, s.SoftwareVersion)));
        Assert.All(seen.Selections, s => Assert.Equal(("main", "beta", ""), (s.SoftwareType, s.Cohort, s.Filter)));
        Assert.Equal((Resolution.Range, Aggregation.Mean, 7 * 86_400), (seen.Resolution, seen.By, seen.EndTime.Seconds - seen.StartTime.Seconds));
        var lines = _cli.Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("baseline", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("could be chance", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("too few devices", lines[3], StringComparison.Ordinal);
        Assert.Contains("the difference of 50 ms could be chance (95 %: -10 to 110 ms)", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Points_of_filters_are_shown_side_by_side_and_what_is_missing_as_such()
    {
        CompareMetricsRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<CompareMetricsRequest>(request);
            return GrpcWebReply.Of(new CompareMetricsResponse
            {
                Selections = { new SelectionSummary { Name = "a" }, new SelectionSummary { Name = "b" } },
                Points = { new ComparedPoint { StartTime = new(), Values = { new ComparedValue { Population = 3, Value = 7 }, new ComparedValue() } } },
            });
        });
        Assert.Equal(0, await RunAsync(server, "metrics", "compare", "m", "--of", "cohort = beta", "--with", "cohort = default", "--points", "--resolution", "day"));

        Assert.Equal(["cohort = default", "cohort = beta"], seen!.Selections.Select(s => s.Filter));
        Assert.Equal(Resolution.Day, seen.Resolution);
        Assert.Matches(@"7\s+3\s+-\s+0", _cli.Out.ToString());
    }

    [Fact]
    public async Task What_a_metric_is_can_be_said_and_only_what_is_given_is_sent()
    {
        UpdateMetricRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<UpdateMetricRequest>(request);
            return GrpcWebReply.Of(new UpdateMetricResponse { Metric = new Metric { Key = "boot_ms", DisplayName = "Boot time", FirstSeenTime = new() } });
        });
        Assert.Equal(0, await RunAsync(server, "metrics", "set", "boot_ms", "--name", "Boot time", "--description", ""));

        Assert.Equal(("boot_ms", "Boot time", true, "", false), (seen!.Metric, seen.DisplayName, seen.HasDescription, seen.Description, seen.HasUnit));
        Assert.Matches("name +Boot time", _cli.Out.ToString());
        Assert.Equal(2, await _cli.RunAsync(["metrics", "set", "boot_ms"]));
        Assert.Contains("give what is to change", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_is_sent_as_a_whole_cleared_when_asked_for_and_left_alone_when_not()
    {
        var seen = new List<UpdateMetricRequest>();
        await using var server = new TestServer(request =>
        {
            seen.Add(GrpcWebReply.Request<UpdateMetricRequest>(request));
            return GrpcWebReply.Of(new UpdateMetricResponse
            {
                Metric = new Metric { Key = "soc", Kind = MetricKind.Gauge, SentKinds = { MetricKind.Counter, MetricKind.Gauge }, Range = new ValidRange { Min = 0, Max = 100 }, FirstSeenTime = new(), KindSinceTime = new() },
            });
        });
        Assert.Equal(0, await RunAsync(server, "metrics", "set", "soc", "--min", "-0.5", "--max", "100"));
        Assert.Matches("valid range +0 to 100", _cli.Out.ToString());
        Assert.Matches("kind +gauge, as was said 1970-01-01", _cli.Out.ToString());
        Assert.Matches("sent as +counter, gauge", _cli.Out.ToString());
        Assert.Equal(0, await RunAsync(server, "metrics", "set", "soc", "--min", "7"));
        Assert.Equal(0, await RunAsync(server, "metrics", "set", "soc", "--no-range", "--kind", "timer"));
        Assert.Equal(0, await RunAsync(server, "metrics", "set", "soc", "--unit", "%"));

        Assert.Equal((-0.5, 100.0), (seen[0].Range.Min, seen[0].Range.Max));
        Assert.Equal((7.0, false), (seen[1].Range.Min, seen[1].Range.HasMax));
        Assert.Equal((false, false, MetricKind.Timer), (seen[2].Range.HasMin, seen[2].Range.HasMax, seen[2].Kind));
        Assert.Equal((null, MetricKind.Unspecified), (seen[3].Range, seen[3].Kind));
        Assert.Equal(2, await _cli.RunAsync(["metrics", "set", "soc", "--no-range", "--max", "1"]));
        Assert.Contains("--no-range goes without", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_is_renamed_and_its_earlier_names_are_shown()
    {
        RenameMetricRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<RenameMetricRequest>(request);
            return GrpcWebReply.Of(new RenameMetricResponse { Metric = new Metric { Key = "boot_ms", Aliases = { "boottime", "boot" }, FirstSeenTime = new() } });
        });
        Assert.Equal(0, await RunAsync(server, "metrics", "rename", "boottime", "boot_ms"));

        Assert.Equal(("boottime", "boot_ms"), (seen!.Metric, seen.NewKey));
        Assert.Matches("earlier names +boottime, boot", _cli.Out.ToString());
    }

    [Fact]
    public async Task The_limit_is_shown_with_what_was_refused_and_can_be_set()
    {
        UpdateMetricLimitRequest? seen = null;
        var limit = new MetricLimit { Limit = 3, Used = 3, Refused = 12, Keys = { new RefusedKey { Key = "user.4711", Refused = 12, FirstTime = new(), LastTime = new() } } };
        await using var server = new TestServer(request =>
        {
            if (request.Path.EndsWith("GetMetricLimit", StringComparison.Ordinal))
            {
                return GrpcWebReply.Of(new GetMetricLimitResponse { Limit = limit });
            }

            seen = GrpcWebReply.Request<UpdateMetricLimitRequest>(request);
            return GrpcWebReply.Of(new UpdateMetricLimitResponse { Limit = limit });
        });
        Assert.Equal(0, await RunAsync(server, "metrics", "limit"));
        Assert.Null(seen);
        Assert.Matches(@"user\.4711 +12", _cli.Out.ToString());
        Assert.Contains("3 of the 3 metrics that the project may have; refused: 12 key tables", _cli.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(server, "metrics", "limit", "50"));
        Assert.Equal(50, seen!.Limit);
    }

    [Fact]
    public async Task Vitals_are_shown_with_their_devices_and_a_dash_where_nobody_said_anything()
    {
        QueryVitalsRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = GrpcWebReply.Request<QueryVitalsRequest>(request);
            return GrpcWebReply.Of(new QueryVitalsResponse
            {
                Rows =
                {
                    new VitalsRow
                    {
                        StartTime = new(),
                        SoftwareType = "main",
                        SoftwareVersion = "1.4",
                        Vitals = { new Vital { Kind = VitalKind.CrashFreeHours, Value = 0.995, Population = 120 }, new Vital { Kind = VitalKind.BatteryLife, Value = 18.5, Population = 7 }, new Vital { Kind = VitalKind.SyncSuccess } },
                    },
                },
            });
        });
        Assert.Equal(0, await RunAsync(server, "vitals", "--cohort", "beta", "--by-version", "--daily", "--since", "30d"));

        Assert.Equal(("beta", "software", Resolution.Day, 30 * 86_400), (seen!.Cohort, seen.GroupBy, seen.Resolution, seen.EndTime.Seconds - seen.StartTime.Seconds));
        Assert.Matches(@"main 1\.4 +99\.5 % \(120\) +- +18\.5 h \(7\) +- +- +-", _cli.Out.ToString());
        Assert.Equal(2, await _cli.RunAsync(["vitals", "--cohort", "a", "--filter", "b"]));
        Assert.Contains("--cohort and --filter exclude each other", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--of x=1", "give one baseline")]
    [InlineData("--with x=1 --with-version 1 --of x=2", "give one baseline")]
    [InlineData("--with x=1", "give what is compared")]
    [InlineData("--with x=1 --of x=2 --resolution day", "goes with --points")]
    public async Task A_comparison_needs_two_sides(string options, string expected)
    {
        Assert.Equal(2, await _cli.RunAsync(["metrics", "compare", "m", .. options.Split(' ')]));
        Assert.Contains(expected, _cli.Error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(TestServer server, params string[] arguments) =>
        _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "flt_pat_x"]);
}

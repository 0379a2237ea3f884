using CsCheck;
using Fleet.Domain.Intake;
using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Tests.Intake;

public sealed class IntakeRulesTests
{
    private const long HourMs = 3_600_000;
    private const long Start = 500_000 * HourMs;

    [Fact]
    public void A_counter_is_its_increase_however_often_and_in_whatever_parts_it_comes() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var state = new IntakeState();
        var (total, value, since) = (0.0, 100.0, Start - (5 * HourMs));
        var points = new List<IntakePoint>();
        for (var i = 0; i < 40; i++)
        {
            var time = Start + (i * 400_000);
            var added = random.Next(10);
            var isReset = i > 0 && random.Next(8) == 0;
            (value, since) = isReset ? (added, time - 1000) : (value + added, since);
            total += i == 0 ? 0 : added;
            points.Add(Counter(time, value, random.Next(2) == 0 || isReset ? since : 0));
        }

        for (var at = 0; at < points.Count;)
        {
            // What came before may come again, and does not count.
            var from = Math.Max(0, at - random.Next(5));
            var to = Math.Min(points.Count, at + random.Next(1, 6));
            var outcome = Take(state, points[from..to]);
            Assert.Equal((to - at, at - from), (outcome.Accepted, outcome.Repeated));
            at = to;
        }

        Assert.Equal(total, Reports(state).Sum(report => report.Values["requests"].Value));
    });

    [Fact]
    public void A_delta_is_what_it_says()
    {
        var state = new IntakeState();
        Take(state, [Counter(Start, 5) with { IsCumulative = false }, Counter(Start + 1000, 7) with { IsCumulative = false }]);

        Assert.Equal(12, Assert.Single(Reports(state)).Values["requests"].Value);
    }

    [Theory]
    [InlineData(10, 42)]
    [InlineData(HourMs, 42)]
    [InlineData(HourMs + 1, 0)]
    public void A_total_that_is_seen_first_counts_when_it_began_within_the_hour(long ageMs, double counted)
    {
        var state = new IntakeState();
        Take(state, [Counter(Start, 42, Start - ageMs), Counter(Start + 1, 42, Start - ageMs)]);

        var report = Reports(state).SingleOrDefault();
        Assert.Equal(counted, report is null ? 0 : report.Values["requests"].Value);
    }

    [Fact]
    public void A_gauge_has_its_last_value_its_extremes_and_its_mean_by_time()
    {
        var state = new IntakeState();
        Take(state, [Gauge(Start, 10), Gauge(Start + 1000, 20), Gauge(Start + 4000, 0)]);

        var gauge = Assert.Single(Reports(state)).Values["level"];

        // 10 for a second, 20 for three.
        Assert.Equal((0, 17.5, 0, 20), (gauge.Value, gauge.Mean, gauge.Min, gauge.Max));
    }

    [Fact]
    public void An_hour_is_closed_when_a_later_one_is_seen_and_ends_with_its_last_millisecond()
    {
        var state = new IntakeState();
        Take(state, [Gauge(Start, 1), Gauge(Start + HourMs, 2), Gauge(Start + (2 * HourMs), 3)]);

        Assert.Equal([Start + HourMs - 1, Start + (2 * HourMs) - 1], state.Pending.Select(p => p.EndMs));
        Assert.Equal([1, 2], state.Pending.Select(p => p.Number));
        Assert.Equal(Start + (2 * HourMs), Assert.Single(state.Open).StartMs);
    }

    [Fact]
    public void An_hour_of_two_versions_is_two_reports()
    {
        var state = new IntakeState();
        Take(state, [Gauge(Start, 1)], version: "1");
        Take(state, [Gauge(Start + 1, 2)], version: "2");

        Assert.Equal(["1", "2"], Reports(state).Select(report => report.Version).Order());
    }

    [Fact]
    public void A_histogram_is_within_its_buckets_whether_delta_or_cumulative() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        double[] bounds = [0, 5, 10, 25, 50, 100];
        var samples = Enumerable.Range(0, 200).Select(_ => random.NextDouble() * 100).ToList();
        foreach (var isCumulative in (bool[])[false, true])
        {
            var state = new IntakeState();
            for (var from = 0; from < samples.Count; from += 50)
            {
                var part = samples.Skip(isCumulative ? 0 : from).Take(isCumulative ? from + 50 : 50).ToList();
                Take(state, [Histogram(Start + from, bounds, part, isCumulative)]);
            }

            var value = Assert.Single(Reports(state)).Values["latency"];
            Assert.Equal(200, value.Count);
            Assert.Equal(samples.Sum(), value.Value, 1e-6);
            Assert.True(QuantileSketch.TryRead(value.Sketch.Span, out var sketch, out _));
            var sorted = samples.Order().ToList();
            foreach (var q in (double[])[0, 0.1, 0.5, 0.9, 1])
            {
                var exact = sorted[(int)(q * 199)];
                var bucket = Array.FindIndex(bounds, bound => exact <= bound);
                Assert.InRange(sketch.Quantile(q), bounds[bucket - 1] * 0.99, bounds[bucket] * 1.01);
            }
        }
    }, iter: 50);

    [Fact]
    public void An_exponential_histogram_that_becomes_coarser_goes_on_counting()
    {
        var state = new IntakeState();
        Take(state, [Exponential(Start, scale: 1, (2, 3), (3, 4))]);
        Take(state, [Exponential(Start + 1, scale: 0, (1, 9))]);

        // Buckets 2 and 3 of scale 1 are bucket 1 of scale 0: 7 of the 9 came before.
        Assert.Equal(9, Assert.Single(Reports(state)).Values["latency"].Count);
    }

    [Fact]
    public void What_cannot_be_is_refused_and_told()
    {
        var state = new IntakeState();
        var now = Start;
        string Reason(IntakePoint point) => Assert.Single(Take(state, [point], nowMs: now).Rejected).Key;
        Take(state, [Gauge(Start - 10, 1)], nowMs: now);

        Assert.Equal(IntakeRules.Ahead, Reason(Gauge(Start + 600_001, 1)));
        Assert.Equal(IntakeRules.TooOld, Reason(Gauge(0, 1)));
        Assert.Equal(IntakeRules.NotFinite, Reason(Gauge(Start, double.NaN)));
        Assert.Equal(IntakeRules.NotFinite, Reason(Gauge(Start, 1e25)));
        Assert.Equal(IntakeRules.Negative, Reason(Counter(Start, -1)));
        Assert.Equal(IntakeRules.OtherKind, Reason(Counter(Start, 1) with { Key = "level" }));
        Assert.Equal(IntakeRules.BadBuckets, Reason(Histogram(Start, [1], [], true) with { Buckets = [new IntakeBucket(0, 0, 1, -1)] }));
        Assert.Equal(IntakeRules.BadBuckets, Reason(Histogram(Start, [1], [], true) with { Buckets = [new IntakeBucket(0, double.NaN, 1, 1)] }));
        Assert.Equal(IntakeRules.TooManySamples, Reason(Histogram(Start, [1], [], false) with { Buckets = [new IntakeBucket(0, 0, 1, 1L << 33)] }));
    }

    [Fact]
    public void The_series_of_a_device_are_bounded()
    {
        var state = new IntakeState();
        var outcome = Take(state, [.. Enumerable.Range(0, IntakeLimits.MaxSeries + 3).Select(i => Gauge(Start, i) with { Series = $"{i}" })]);

        Assert.Equal((IntakeLimits.MaxSeries, 3), (outcome.Accepted, outcome.Rejected[IntakeRules.TooManySeries]));
    }

    [Fact]
    public void Any_readings_are_taken_or_refused_and_what_is_kept_can_be_written() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        double[] values = [0, -1, 1, 1e24, -1e24, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-300];
        double Any() => values[random.Next(values.Length)];
        long[] counts = [0, 1, -1, long.MaxValue, 1L << 50, 1L << 32, 7];
        var state = new IntakeState();
        foreach (var kind in Enum.GetValues<IntakeKind>())
        {
            state.Metrics[$"{kind}"] = new MetricState { Kind = kind };
        }

        for (var i = 0; i < 20; i++)
        {
            var kind = (IntakeKind)random.Next(1, 4);
            var point = new IntakePoint
            {
                Series = $"{random.Next(4)}{kind}",
                Key = $"{kind}",
                Kind = kind,
                TimeMs = Start + (random.Next(-2, 3) * HourMs / 2) + i,
                StartMs = random.Next(3) == 0 ? Start - 5 : 0,
                IsCumulative = random.Next(2) == 0,
                Value = Any(),
                Sum = Any(),
                Min = random.Next(2) == 0 ? Any() : null,
                Max = random.Next(2) == 0 ? Any() : null,
                Layout = random.Next(4) == 0 ? "a" : "b",
                Scale = random.Next(-3, 3),
                Buckets = [.. Enumerable.Range(0, random.Next(5)).Select(b => new IntakeBucket(random.Next(8), Any(), Any(), counts[random.Next(counts.Length)]))],
            };
            Take(state, [point], nowMs: Start + HourMs);
            Assert.NotEmpty(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(state));
        }

        // Each report decodes against its table.
        Reports(state);
    }, iter: 5_000);

    private static IntakeOutcome Take(IntakeState state, IReadOnlyList<IntakePoint> points, long nowMs = Start + (100 * HourMs), string version = "1")
    {
        var batch = new IntakeBatch("main", version, "rev", points);
        foreach (var (key, metric) in IntakeRules.NewMetrics(state, batch))
        {
            state.Metrics[key] = metric;
        }

        return IntakeRules.Take(state, batch, nowMs, "");
    }

    private static List<OneReport> Reports(IntakeState state)
    {
        IntakeReports.CloseBefore(state, long.MaxValue);

        var table = IntakeReports.TableOf(state.Metrics);
        return [.. state.Pending.Select(pending =>
        {
            var values = new Dictionary<string, MetricValue>(StringComparer.Ordinal);
            Report.Decode(pending.Body).ReadValues(table.Columns, values, (found, i, value) => found[table.Columns[i].Key] = value);
            return new OneReport(pending.SoftwareVersion, values);
        })];
    }

    private static IntakePoint Counter(long timeMs, double value, long startMs = 0) =>
        new() { Series = "c", Key = "requests", Kind = IntakeKind.Counter, TimeMs = timeMs, Value = value, StartMs = startMs, IsCumulative = true };

    private static IntakePoint Gauge(long timeMs, double value) => new() { Series = "g", Key = "level", Kind = IntakeKind.Gauge, TimeMs = timeMs, Value = value };

    private static IntakePoint Histogram(long timeMs, double[] bounds, List<double> samples, bool isCumulative) => new()
    {
        Series = "h",
        Key = "latency",
        Kind = IntakeKind.Distribution,
        TimeMs = timeMs,
        StartMs = Start - 1000,
        IsCumulative = isCumulative,
        Layout = "x",
        Sum = samples.Sum(),
        Buckets = [.. bounds.Append(double.PositiveInfinity).Select((upper, i) => new IntakeBucket(
            i, i == 0 ? double.NegativeInfinity : bounds[i - 1], upper, samples.Count(s => s <= upper && (i == 0 || s > bounds[i - 1]))))],
    };

    private static IntakePoint Exponential(long timeMs, int scale, params (int Index, long Count)[] buckets) => new()
    {
        Series = "h",
        Key = "latency",
        Kind = IntakeKind.Distribution,
        TimeMs = timeMs,
        StartMs = Start - 1000,
        IsCumulative = true,
        Layout = "exponential",
        Scale = scale,
        Buckets = [.. buckets.Select(b => new IntakeBucket(
            BucketIds.Of(b.Index, isNegative: false), Math.Pow(2, b.Index / Math.Pow(2, scale)), Math.Pow(2, (b.Index + 1) / Math.Pow(2, scale)), b.Count))],
    };

    private sealed record OneReport(string Version, Dictionary<string, MetricValue> Values);
}

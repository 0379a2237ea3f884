using CsCheck;
using Fleet.Domain.Metrics;
using Fleet.Domain.Prometheus;

namespace Fleet.Domain.Tests.Prometheus;

public sealed class PromEvaluatorTests
{
    private const long HourMs = RandomFleet.HourMs;
    private const long DayMs = RandomFleet.DayMs;
    private const long Midnight = RandomFleet.StartMs;

    /// <summary>Sums far apart: what two ways of adding differ in.</summary>
    private const double Tolerance = 1e-9;

    [Fact]
    public void Each_query_is_answered_as_the_naive_model_answers_it() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var fleet = new RandomFleet(random);
        var text = new RandomQuery(random).Vector(depth: 3);
        var query = PromQlParser.Parse(text);
        var start = Midnight + (random.Next(0, 30) * HourMs) + random.Next(2) * random.Next((int)HourMs);
        var grid = random.Next(3) == 0 ? EvaluationGrid.At(start) : new EvaluationGrid(start, start + (30 * HourMs), random.Next(1, 7) * (HourMs / 2));
        AssertSame(text, query, fleet, grid);
    }, iter: 5_000);

    [Fact]
    public void What_is_read_by_day_is_what_the_hours_say() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var fleet = new RandomFleet(random);
        string[] queries = ["increase(version:x:sum[1d])", "rate(cohort:x:sum[2d])", "sum(increase(version:x:sum[1d] offset 1d))", "max_over_time(version:y:max[2d])", "sum_over_time(fleet:x:sum[3d])"];
        var text = queries[random.Next(queries.Length)];
        var query = PromQlParser.Parse(text);
        var grid = random.Next(2) == 0 ? EvaluationGrid.At(Midnight + (2 * DayMs)) : new EvaluationGrid(Midnight + DayMs, Midnight + (3 * DayMs), DayMs);
        Assert.Equal(Resolution.Day, Assert.Single(ReadPlan.Of(query, grid)).Resolution);
        AssertSame(text, query, fleet, grid);
    }, iter: 1_000);

    [Theory]
    [InlineData("increase(fleet:x:sum[1d])", 3600, false)]
    [InlineData("increase(fleet:x:sum[1d])", 86400, true)]
    [InlineData("increase(fleet:x:sum[36h])", 86400, false)]
    [InlineData("increase(fleet:x:sum[1d] offset 1h)", 86400, false)]
    [InlineData("avg_over_time(fleet:x:sum[1d])", 86400, false)]
    [InlineData("min_over_time(fleet:x:max[1d])", 86400, false)]
    [InlineData("increase({__name__=~\"fleet:x:sum\"}[1d])", 86400, false)]
    [InlineData("fleet:x:mean", 86400, true)]
    [InlineData("fleet:x:mean", 86399, false)]
    public void Days_are_read_for_day_steps_and_where_they_give_the_same(string query, int stepSeconds, bool byDay) =>
        Assert.Equal(
            byDay ? Resolution.Day : Resolution.Hour,
            Assert.Single(ReadPlan.Of(PromQlParser.Parse(query), new EvaluationGrid(Midnight, Midnight + (9 * DayMs), stepSeconds * 1000L))).Resolution);

    [Fact]
    public void A_sample_is_seen_from_the_end_of_its_bucket_for_as_long_as_the_bucket()
    {
        double? At(long time) => Evaluate("fleet:x:sum", time, (Midnight, 7), (Midnight + (2 * HourMs), 9)) is VectorValue { Series: [var one] } ? one.Values[0] : null;

        Assert.Null(At(Midnight - 1));
        Assert.Equal(7, At(Midnight));
        Assert.Equal(7, At(Midnight + HourMs - 1));
        Assert.Null(At(Midnight + HourMs));
        Assert.Equal(9, At(Midnight + (2 * HourMs)));
    }

    [Fact]
    public void An_increase_over_a_day_is_the_sum_of_its_hours_at_any_time_of_day()
    {
        (long, double)[] hours = [.. Enumerable.Range(0, 60).Select(hour => (Midnight + (hour * HourMs), Math.Pow(2, hour % 50)))];
        foreach (var minutes in (int[])[0, 1, 30, 59])
        {
            var time = Midnight + (40 * HourMs) + (minutes * 60_000);
            var sum = Enumerable.Range(17, 24).Sum(hour => Math.Pow(2, hour % 50));

            Assert.Equal(sum, Single(Evaluate("increase(fleet:x:sum[1d])", time, hours)));
            Assert.Equal(sum / 86_400, Single(Evaluate("rate(fleet:x:sum[1d])", time, hours)));
        }
    }

    [Theory]
    [InlineData("rate(cohort:x:mean[1d])", "rate(): cohort:x:mean does not add up over time")]
    [InlineData("abs({__name__=~\"cohort:x:.*\"})", "vector cannot contain metrics with the same labelset: {cohort=\"a\"}")]
    [InlineData("version:x:sum / on (cohort) cohort:x:sum", "multiple matches for labels: many-to-one matching must be explicit")]
    [InlineData("cohort:x:sum / on (cohort) group_left version:x:sum", "found duplicate series for the match group {cohort=\"a\"} on the right hand-side")]
    public void What_has_no_answer_says_why(string query, string message)
    {
        var tree = PromQlParser.Parse(query);
        var grid = EvaluationGrid.At(Midnight);
        SampleSeries[] all =
        [
            Series(("__name__", "cohort:x:mean"), ("cohort", "a")),
            Series(("__name__", "cohort:x:sum"), ("cohort", "a")),
            Series(("__name__", "version:x:sum"), ("cohort", "a"), ("software_version", "1")),
            Series(("__name__", "version:x:sum"), ("cohort", "a"), ("software_version", "2")),
        ];
        var samples = ReadPlan.Of(tree, grid).ToDictionary(
            read => read, read => (IReadOnlyList<SampleSeries>)[.. all.Where(s => read.Selector.Matchers.All(m => m.Matches(s.Labels[m.Label])))]);

        var error = Assert.Throws<PromEvaluationException>(() => new PromEvaluator(grid, samples, CancellationToken.None).Evaluate(tree));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_query_holds_is_bounded()
    {
        var query = PromQlParser.Parse(string.Join(" or ", Enumerable.Repeat("fleet:x:sum * 1", 60)));
        var grid = new EvaluationGrid(0, 10_999, 1);
        var series = Enumerable.Range(0, 10).Select(i => Series(("__name__", "fleet:x:sum"), ("n", $"{i}")) with { TimesMs = [0] }).ToList();

        var error = Assert.Throws<PromEvaluationException>(() => new PromEvaluator(
            grid, ReadPlan.Of(query, grid).ToDictionary(read => read, _ => (IReadOnlyList<SampleSeries>)series), CancellationToken.None).Evaluate(query));

        Assert.Contains($"more than {PromEvaluator.MaxValues} values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_that_is_cancelled_ends() =>
        Assert.Throws<OperationCanceledException>(() => Evaluate("fleet:x:sum", Midnight, new CancellationToken(canceled: true), (Midnight, 1)));

    private static void AssertSame(string text, PromExpression query, RandomFleet fleet, EvaluationGrid grid)
    {
        VectorValue? value = null;
        try
        {
            value = (VectorValue)new PromEvaluator(grid, fleet.Read(query, grid), CancellationToken.None).Evaluate(query);
        }
        catch (PromEvaluationException)
        {
            Assert.True(Enumerable.Range(0, grid.Count).Any(step => !HasAnswer(step)), $"{text}: the model has an answer");
        }

        for (var step = 0; value is not null && step < grid.Count; step++)
        {
            Assert.True(HasAnswer(step), $"{text}: the model has no answer");
            var model = new NaivePromQl(fleet, grid.TimeAt(step)).Vector(query).ToDictionary(s => s.Labels, s => s.Value);
            var present = value.Series.Where(s => s.Values[step].HasValue).ToList();
            Assert.True(present.Count == model.Count, $"{text} at step {step}: {present.Count} series, the model has {model.Count}");
            foreach (var series in present)
            {
                var (is_, should) = (series.Values[step]!.Value, model[series.Labels]);
                Assert.True(is_.Equals(should) || Math.Abs(is_ - should) <= Tolerance * Math.Abs(should), $"{text} at step {step}, {series.Labels}: {is_}, the model has {should}");
            }
        }

        bool HasAnswer(int step)
        {
            try
            {
                new NaivePromQl(fleet, grid.TimeAt(step)).Vector(query);
                return true;
            }
            catch (NaivePromQl.NoAnswer)
            {
                return false;
            }
        }
    }

    private static double Single(PromValue value) => Assert.Single(Assert.IsType<VectorValue>(value).Series).Values[0]!.Value;

    private static SampleSeries Series(params (string, string)[] labels) => new(LabelSet.Of(labels), [Midnight], [1]);

    private static PromValue Evaluate(string query, long time, params (long, double)[] samples) => Evaluate(query, time, CancellationToken.None, samples);

    private static PromValue Evaluate(string query, long time, CancellationToken cancellation, params (long TimeMs, double Value)[] samples)
    {
        var tree = PromQlParser.Parse(query);
        var grid = EvaluationGrid.At(time);
        var series = new SampleSeries(LabelSet.Of((LabelSet.Name, "fleet:x:sum")), [.. samples.Select(s => s.TimeMs)], [.. samples.Select(s => s.Value)]);
        return new PromEvaluator(grid, ReadPlan.Of(tree, grid).ToDictionary(read => read, _ => (IReadOnlyList<SampleSeries>)[series]), cancellation).Evaluate(tree);
    }
}

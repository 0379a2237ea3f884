using Fleet.Domain.Metrics;
using Fleet.Grains.Projections;
using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Tests.Projections;

public sealed class RollupInputTests
{
    [Fact]
    public void A_gauge_counts_with_its_mean_and_its_extremes_widen_the_bucket()
    {
        var rollup = Of(MetricValue.Gauge(last: 9, mean: 4, min: 1, max: 12), MetricValue.Gauge(last: 6, mean: 6, min: 6, max: 6))!;
        Assert.Equal((2L, 2L, 10.0, 1.0, 12.0, 5.0), (rollup.Reports, rollup.Count, rollup.Sum.Value, rollup.Min, rollup.Max, rollup.Mean));
        Assert.Equal(6, rollup.Quantile(1), 0.06);
    }

    [Fact]
    public void A_counter_and_a_set_count_as_they_are()
    {
        var rollup = Of(MetricValue.Scalar(3), MetricValue.Scalar(5))!;
        Assert.Equal((2L, 8.0, 3.0, 5.0), (rollup.Count, rollup.Sum.Value, rollup.Min, rollup.Max));
    }

    [Fact]
    public void A_distribution_counts_with_all_its_samples()
    {
        var sketch = new QuantileSketch();
        sketch.TryAdd(2);
        sketch.TryAdd(10, 2);
        var rollup = Of(MetricValue.Distribution(3, 22, 2, 10, sketch.ToArray()))!;
        Assert.Equal((1L, 3L, 22.0, 2.0, 10.0), (rollup.Reports, rollup.Count, rollup.Sum.Value, rollup.Min, rollup.Max));
        Assert.Equal(10, rollup.Quantile(0.5), 0.1);
    }

    [Fact]
    public void Text_flags_and_what_was_not_observed_do_not_count() =>
        Assert.Null(Of(MetricValue.OfText("on"), MetricValue.Flag(true), MetricValue.Absent));

    [Fact]
    public void A_value_is_set_apart_when_any_of_it_is_outside_the_range()
    {
        var sketch = new QuantileSketch();
        sketch.TryAdd(2);
        sketch.TryAdd(10);
        MetricValue[] values =
        [
            MetricValue.Scalar(0),
            MetricValue.Scalar(-1),
            MetricValue.Gauge(last: 3, mean: 4, min: 1, max: 10),
            MetricValue.Gauge(last: 3, mean: 4, min: 1, max: 10.5),
            MetricValue.Distribution(2, 12, 2, 10, sketch.ToArray()),
            MetricValue.Distribution(2, 12, 2, 11, sketch.ToArray()),
        ];
        var rollup = Of(new ValidRange(0, 10), values)!;
        Assert.Equal((3L, 4L, 16.0, 0.0, 10.0, 1L), (rollup.Reports, rollup.Count, rollup.Sum.Value, rollup.Min, rollup.Max, rollup.Devices.Count));
        Assert.Equal(new SetApart(3, -1, 10.5), rollup.Apart);
    }

    private static MetricRollup? Of(params MetricValue[] values) => Of(ValidRange.Any, values);

    private static MetricRollup? Of(ValidRange range, MetricValue[] values)
    {
        var metrics = new Dictionary<int, MetricRollup>();
        foreach (var value in values)
        {
            RollupInput.Add(metrics, 1, value, range, shard: 0, ordinal: 0);
        }

        return metrics.GetValueOrDefault(1);
    }
}

using System.Text;
using CsCheck;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Metrics;

public sealed class MetricAggregatorTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AgentCounters _counters = new();
    private readonly MetricAggregator _aggregator;

    public MetricAggregatorTests() => _aggregator = new MetricAggregator(_time, _counters);

    [Fact]
    public void A_counter_is_the_sum_scaled_by_the_rate()
    {
        Add("c", MetricKind.Counter, 2);
        Add("c", MetricKind.Counter, 3, rate: 0.1);
        Assert.Equal(32, Close("c").Value);
    }

    [Fact]
    public void A_counter_that_once_counted_says_zero_and_not_nothing()
    {
        Add("c", MetricKind.Counter, 1);
        Close("c");
        Assert.Equal(MetricValue.Scalar(0), Close("c"));
    }

    [Fact]
    public void A_gauge_is_weighted_by_the_time_that_each_level_held()
    {
        Add("g", MetricKind.Gauge, 10);
        _time.Advance(TimeSpan.FromSeconds(30));
        Add("g", MetricKind.Gauge, 40);
        _time.Advance(TimeSpan.FromSeconds(10));
        Add("g", MetricKind.Gauge, -15, isDelta: true);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(MetricValue.Gauge(25, (float)((30 * 10.0 + 10 * 40 + 20 * 25) / 60), 10, 40), Close("g"));
    }

    [Fact]
    public void A_gauge_holds_its_level_over_the_next_intervals()
    {
        Add("g", MetricKind.Gauge, 7);
        _time.Advance(TimeSpan.FromSeconds(10));
        Close("g");
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(MetricValue.Gauge(7, 7, 7, 7), Close("g"));
        _time.Advance(TimeSpan.FromSeconds(5));
        Add("g", MetricKind.Gauge, 9);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(MetricValue.Gauge(9, 8, 7, 9), Close("g"));
    }

    [Fact]
    public void The_first_delta_moves_from_zero()
    {
        Add("g", MetricKind.Gauge, -3, isDelta: true);
        Assert.Equal(-3, Close("g").Value);
    }

    [Fact]
    public void A_gauges_mean_and_last_lie_between_its_minimum_and_maximum() =>
        Gen.Select(Gen.Double[-1e24, 1e24], Gen.Int[0, 100_000]).List[1, 40].Sample(steps =>
        {
            var time = new FakeTimeProvider();
            var aggregator = new MetricAggregator(time, new AgentCounters());
            foreach (var (level, milliseconds) in steps)
            {
                aggregator.Add("g"u8, MetricKind.Gauge, level, isDelta: false, 1, time.GetTimestamp());
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            }

            var value = aggregator.Close().Values[0];
            Assert.InRange(value.Value, value.Min, value.Max);
            Assert.InRange(value.Mean, value.Min, value.Max);
            Assert.Equal(steps.Min(step => step.Item1), value.Min);
            Assert.Equal(steps.Max(step => step.Item1), value.Max);
            Assert.Equal(steps[^1].Item1, value.Value);
        });

    [Fact]
    public void A_distribution_holds_count_sum_extremes_and_quantiles() =>
        Gen.Double[0.001, 1e6].List[1, 200].Sample(values =>
        {
            var aggregator = new MetricAggregator(_time, new AgentCounters());
            values.ForEach(value => aggregator.Add("h"u8, MetricKind.Histogram, value, isDelta: false, 1, 0));
            var result = aggregator.Close().Values[0];
            Assert.Equal(values.Count, result.Count);
            Assert.Equal(values.Sum(), result.Value, values.Sum() * 1e-12);
            Assert.Equal(values.Min(), result.Min);
            Assert.Equal(values.Max(), result.Max);
            Assert.True(QuantileSketch.TryRead(result.Sketch.Span, out var sketch, out var error), error);
            var median = values.Order().ElementAt((values.Count - 1) / 2);
            Assert.InRange(sketch.Quantile(0.5), median * 0.99, median * 1.01);
        });

    [Fact]
    public void A_sampled_timer_counts_what_it_stands_for()
    {
        for (var i = 0; i < 3; i++)
        {
            Add("t", MetricKind.Timer, 5, rate: 0.3);
        }

        var value = Close("t");
        Assert.Equal(10, value.Count);
        Assert.Equal(50, value.Value);
    }

    [Fact]
    public void A_distribution_without_samples_is_absent()
    {
        Add("h", MetricKind.Histogram, 1);
        Close("h");
        Assert.Equal(MetricValue.Absent, Close("h"));
    }

    [Fact]
    public void A_set_counts_distinct_members_of_one_interval()
    {
        foreach (var member in (string[])["a", "b", "a", "c"])
        {
            _aggregator.AddMember("s"u8, Encoding.UTF8.GetBytes(member));
        }

        Assert.Equal(3, Close("s").Value);
        Assert.Equal(0, Close("s").Value);
    }

    [Fact]
    public void Members_above_the_limit_are_counted_as_dropped()
    {
        for (var i = 0; i < SetSeries.MaxMembers + 10; i++)
        {
            _aggregator.AddMember("s"u8, BitConverter.GetBytes(i));
        }

        _aggregator.AddMember("s"u8, BitConverter.GetBytes(0));
        Assert.Equal(10, _counters[AgentCounter.SetMembersOverLimit]);
        Assert.Equal(SetSeries.MaxMembers, Close("s").Value);
        Assert.True(_aggregator.AddMember("s"u8, "again"u8));
    }

    [Fact]
    public void Samples_that_would_need_bins_above_the_limit_are_counted_as_dropped_and_others_still_taken()
    {
        // A value for each bin of a distribution, until all that there may be are in use.
        var values = Enumerable.Range(-500, 1000).Select(i => Math.Pow(1.03, i)).ToArray();
        for (var series = 0; _counters[AgentCounter.BinsOverLimit] == 0; series++)
        {
            Assert.True(series < MetricAggregator.MaxProgramKeys);
            foreach (var value in values)
            {
                Add($"t{series}", MetricKind.Timer, value);
            }
        }

        var dropped = _counters[AgentCounter.BinsOverLimit];
        Assert.True(Add("t0", MetricKind.Timer, values[0]));
        Assert.False(Add("fresh", MetricKind.Timer, 1));
        Assert.Equal(dropped + 1, _counters[AgentCounter.BinsOverLimit]);
        Assert.Equal(0, _counters[AgentCounter.StatsdRefusedValues]);
        _aggregator.Close();
        Assert.True(Add("fresh", MetricKind.Timer, 1));
    }

    [Fact]
    public void Keys_above_the_limit_are_counted_and_known_ones_still_taken()
    {
        for (var i = 0; i < MetricAggregator.MaxProgramKeys + 5; i++)
        {
            Add($"k{i}", MetricKind.Counter, 1);
        }

        Assert.True(Add("k0", MetricKind.Counter, 1));
        Assert.Equal(5, _counters[AgentCounter.KeysOverLimit]);
        Assert.Equal(MetricAggregator.MaxProgramKeys, _aggregator.Close().Columns.Count);
    }

    [Fact]
    public void The_first_kind_of_a_key_stands()
    {
        Add("k", MetricKind.Counter, 1);
        Assert.False(Add("k", MetricKind.Gauge, 5));
        Assert.Equal(1, _counters[AgentCounter.KindConflicts]);
        Assert.Equal(1, Close("k").Value);
    }

    [Fact]
    public void Programs_cannot_write_to_the_agents_own_keys()
    {
        _aggregator.AddBuiltIn("cpu_usage_pct", MetricKind.Gauge, "%", new GaugeSeries { IsBuiltIn = true });
        Assert.False(Add("cpu_usage_pct", MetricKind.Gauge, 5));
        Assert.Equal(1, _counters[AgentCounter.ReservedKeys]);
    }

    [Fact]
    public void A_sum_that_no_metric_may_have_refuses_the_sample()
    {
        Add("c", MetricKind.Counter, 9e23);
        Assert.False(Add("c", MetricKind.Counter, 9e23));
        Add("g", MetricKind.Gauge, 9e23);
        Assert.False(Add("g", MetricKind.Gauge, 9e23, isDelta: true));
        Assert.False(Add("c2", MetricKind.Counter, 1e20, rate: 1e-9));
        Assert.Equal(3, _counters[AgentCounter.StatsdRefusedValues]);
        Assert.Equal(9e23, Close("c").Value);
    }

    [Fact]
    public void Columns_are_in_ordinal_order_and_the_same_until_a_key_is_added()
    {
        Add("b", MetricKind.Counter, 1);
        Add("a", MetricKind.Gauge, 1);
        var first = _aggregator.Close();
        Assert.Equal(["a", "b"], first.Columns.Select(column => column.Key));
        Assert.Same(first.Columns, _aggregator.Close().Columns);
        Add("ab", MetricKind.Counter, 1);
        Assert.Equal(["a", "ab", "b"], _aggregator.Close().Columns.Select(column => column.Key));
    }

    private bool Add(string key, MetricKind kind, double value, bool isDelta = false, double rate = 1) =>
        _aggregator.Add(Encoding.ASCII.GetBytes(key), kind, value, isDelta, rate, _time.GetTimestamp());

    private MetricValue Close(string key)
    {
        var interval = _aggregator.Close();
        return interval.Values[interval.Columns.Select(column => column.Key).ToList().IndexOf(key)];
    }
}

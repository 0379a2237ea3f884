using CsCheck;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Tests.Metrics;

public sealed class LatestValuesTests
{
    private static readonly Gen<(int Metric, string Key, AttributeValue Value)> Change = Gen.Select(
        Gen.Int[1, 6], Gen.String[Gen.Char['a', 'f'], 1, 2], Gen.OneOf(Gen.Double[-10, 10].Select(AttributeValue.Of), Gen.Const(AttributeValue.None)));

    [Fact]
    public void An_older_report_that_arrives_late_changes_nothing()
    {
        var latest = new LatestValues();
        latest.Set(3, 1000, MetricValue.Scalar(7));
        latest.SetAttribute("color", 1000, AttributeValue.Of("red"));
        var before = latest.Encode();
        latest.Set(3, 999, MetricValue.Scalar(8));
        latest.SetAttribute("color", 999, AttributeValue.Of("blue"));
        Assert.Equal(before, latest.Encode());
    }

    [Fact]
    public void Of_two_of_the_same_time_the_one_accepted_later_counts()
    {
        var latest = new LatestValues();
        latest.SetAttribute("color", 1000, AttributeValue.Of("red"));
        latest.SetAttribute("color", 1000, AttributeValue.Of("blue"));
        Assert.Equal("blue", Assert.Single(latest.Attributes).Value.Text);
    }

    [Fact]
    public void Any_order_and_any_cut_into_runs_gives_the_same_bytes() =>
        Gen.Select(Change.Array[0, 30], Gen.Int, Gen.Int[0, 30]).Sample((changes, seed, cut) =>
        {
            // Each its own time: of equal times the order decides.
            var timed = changes.Select((c, i) => (c.Metric, c.Key, c.Value, At: 1000L + i)).ToArray();
            var expected = new LatestValues();
            foreach (var change in timed)
            {
                Apply(expected, change);
            }

            new Random(seed).Shuffle(timed);
            var latest = new LatestValues();
            foreach (var change in timed.Take(cut))
            {
                Apply(latest, change);
            }

            latest = LatestValues.Decode(latest.Encode());
            foreach (var change in timed.Skip(cut))
            {
                Apply(latest, change);
            }

            Assert.Equal(expected.Encode(), latest.Encode());
            Assert.Equal(latest.Values.Select(v => v.MetricId).Order(), latest.Values.Select(v => v.MetricId));
            Assert.Equal(latest.Attributes.Select(a => a.Key).Order(StringComparer.Ordinal), latest.Attributes.Select(a => a.Key));
        });

    [Fact]
    public void A_removed_attribute_stays_removed_when_an_older_value_arrives_late()
    {
        var latest = new LatestValues();
        latest.SetAttribute("color", 1000, AttributeValue.None);
        latest = LatestValues.Decode(latest.Encode());
        latest.SetAttribute("color", 999, AttributeValue.Of("red"));
        Assert.True(Assert.Single(latest.Attributes).Value.IsNone);
    }

    [Fact]
    public void Beyond_the_limit_new_attributes_are_not_taken_and_known_ones_still_are()
    {
        var latest = new LatestValues();
        for (var i = 0; i < LatestValues.MaxAttributes; i++)
        {
            Assert.True(latest.SetAttribute($"key{i}", 1000, AttributeValue.Of(i)));
        }

        Assert.False(latest.SetAttribute("another", 1000, AttributeValue.Of(1)));
        Assert.True(latest.SetAttribute("key7", 1001, AttributeValue.Of(8)));
        Assert.Equal(LatestValues.MaxAttributes, latest.Attributes.Count);
    }

    [Fact]
    public void A_removed_attribute_gives_way_to_a_new_one_when_there_is_no_other_room()
    {
        var latest = new LatestValues();
        for (var i = 0; i < LatestValues.MaxAttributes; i++)
        {
            latest.SetAttribute($"key{i}", 1000 + i, i is 5 or 9 ? AttributeValue.None : AttributeValue.Of(i));
        }

        Assert.True(latest.SetAttribute("another", 1000, AttributeValue.Of(1)));
        Assert.DoesNotContain(latest.Attributes, a => a.Key == "key5");
        Assert.Contains(latest.Attributes, a => a.Key == "key9");
    }

    [Fact]
    public void Texts_beyond_the_limit_are_not_kept_and_a_full_row_can_still_change_and_shrink()
    {
        const int length = 1024;
        var text = new string('x', length);
        var latest = new LatestValues();
        for (var i = 0; i < LatestValues.MaxTextBytes / length; i++)
        {
            Assert.True(i % 2 == 0 ? latest.Set(i, 1000, MetricValue.OfText(text)) : latest.SetAttribute($"key{i}", 1000, AttributeValue.Of(text)));
        }

        latest = LatestValues.Decode(latest.Encode());
        Assert.False(latest.Set(9999, 2000, MetricValue.OfText("y")));
        Assert.False(latest.SetAttribute("another", 2000, AttributeValue.Of("y")));
        Assert.False(latest.Set(0, 2000, MetricValue.OfText(text + "y")));
        Assert.Equal(new LatestValue(0, 1000, AttributeValue.Of(text)), latest.Values[0]);

        Assert.True(latest.Set(9999, 2000, MetricValue.Scalar(1)));
        Assert.True(latest.SetAttribute("another", 2000, AttributeValue.None));
        Assert.True(latest.Set(0, 2000, MetricValue.OfText(new string('z', length))));
        Assert.True(latest.SetAttribute("key1", 2000, AttributeValue.None));
        Assert.True(latest.SetAttribute("another", 3000, AttributeValue.Of(new string('\u00E9', length / 2))));
        Assert.False(latest.Set(9998, 3000, MetricValue.OfText("y")));
    }

    [Fact]
    public void Each_shape_is_kept_as_people_read_it()
    {
        var latest = new LatestValues();
        latest.Set(1, 1, MetricValue.Scalar(3));
        latest.Set(2, 1, MetricValue.Gauge(last: 5, mean: 4, min: 3, max: 9));
        latest.Set(3, 1, MetricValue.Distribution(2, 10, 1, 9, new byte[] { 1 }));
        latest.Set(4, 1, MetricValue.OfText("ok"));
        latest.Set(5, 1, MetricValue.Flag(true));
        Assert.Equal(
            [AttributeValue.Of(3), AttributeValue.Of(5), AttributeValue.Of(5), AttributeValue.Of("ok"), AttributeValue.Of(true)],
            LatestValues.Decode(latest.Encode()).Values.Select(v => v.Value));
    }

    [Fact]
    public void Who_said_an_attribute_last_is_kept_and_bytes_without_it_are_the_devices()
    {
        var latest = new LatestValues();
        latest.SetAttribute("a", 1, AttributeValue.Of(1));
        var before = latest.Encode();
        Assert.Equal("93019093A161" + "0001", Convert.ToHexString(before));
        latest.SetAttribute("b", 1, AttributeValue.Of(2), AttributeAuthor.Operator);
        latest.SetAttribute("c", 1, AttributeValue.Of(3), AttributeAuthor.Operator);
        latest.SetAttribute("c", 2, AttributeValue.Of(4));
        Assert.Equal(
            [("a", AttributeAuthor.Device), ("b", AttributeAuthor.Operator), ("c", AttributeAuthor.Device)],
            LatestValues.Decode(latest.Encode()).Attributes.Select(a => (a.Key, a.Author)));
        Assert.Equal(AttributeAuthor.Device, LatestValues.Decode(before).Attributes[0].Author);
    }

    [Fact]
    public void No_bytes_are_no_values()
    {
        Assert.Empty(LatestValues.Decode(default).Values);
        Assert.Empty(LatestValues.Decode(new LatestValues().Encode()).Attributes);
    }

    private static void Apply(LatestValues latest, (int Metric, string Key, AttributeValue Value, long At) change)
    {
        latest.Set(change.Metric, change.At, MetricValue.Scalar(change.Value.Number ?? 0));
        latest.SetAttribute(change.Key, change.At, change.Value);
    }
}

using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Tests.Metrics;

public sealed class MetricRenameTests
{
    private const long Now = 9;

    private static readonly MetricDefinition Old = new(1, "old", MetricKind.Gauge, "C", 5, "Name", "Text") { Range = new ValidRange(0, null) };
    private static readonly MetricDefinition Other = new(2, "other", MetricKind.Gauge, "", 6);
    private static readonly MetricDefinition Counter = new(3, "counter", MetricKind.Counter, "", 7);

    [Fact]
    public void A_name_that_nobody_had_is_a_key_of_its_own_and_takes_all_that_is_said()
    {
        var plan = MetricRename.Plan([Old, Other], "old", "new", 3, Now)!;
        Assert.Equal(new MetricDefinition(3, "new", MetricKind.Gauge, "C", Now) { SentKinds = 0 }, plan.Created);
        Assert.Equal((3, 1, true), (plan.Owner, plan.From, plan.TakesKind));
        Assert.Equal(new MetricDescription("Name", "Text", "C") { Range = new ValidRange(0, null) }, plan.Said);
    }

    [Fact]
    public void A_metric_that_has_the_name_becomes_one_with_it_and_what_is_said_of_that_one_counts_first()
    {
        var plan = MetricRename.Plan([Old, Other with { DisplayName = "Mine" }], "old", "other", 2, Now)!;
        Assert.Null(plan.Created);
        Assert.Equal((2, 1, false), (plan.Owner, plan.From, plan.TakesKind));
        Assert.Equal(new MetricDescription("Mine", "Text", "C") { Range = new ValidRange(0, null) }, plan.Said);
    }

    [Fact]
    public void It_can_have_an_earlier_name_again_and_be_asked_for_by_any()
    {
        var plan = MetricRename.Plan([Old with { Owner = 2 }, Other], "old", "old", 2, Now)!;
        Assert.Equal((1, 2, true), (plan.Owner, plan.From, plan.TakesKind));
        Assert.Equal(2, MetricRename.Plan([Old with { Owner = 2 }, Other], "old", "third", 9, Now)!.From);
    }

    [Fact]
    public void A_metric_that_is_not_there_is_told_by_null() => Assert.Null(MetricRename.Plan([Old], "never", "new", 9, Now));

    [Theory]
    [InlineData("old", "old", "new_key: the metric is called 'old' already")]
    [InlineData("earlier", "old", "new_key: the metric is called 'old' already")]
    [InlineData("old", "no key", "new_key: 'no key' is not the key of a metric")]
    [InlineData("counter", "earlier", "new_key: 'earlier' is an earlier name of the metric 'old'")]
    [InlineData("old", "counter", "new_key: there is a metric 'counter' of kind counter, and 'old' is of kind gauge")]
    [InlineData("old", "new", "new_key: the project has 3 keys of metrics and may have 3")]
    public void What_cannot_be_says_why(string from, string to, string problem)
    {
        MetricDefinition[] all = [Old, Other with { Key = "earlier", Owner = 1 }, Counter];
        var e = Assert.Throws<ArgumentException>(() => MetricRename.Plan(all, from, to, limit: 3, Now));
        Assert.StartsWith(problem, e.Message, StringComparison.Ordinal);
    }
}

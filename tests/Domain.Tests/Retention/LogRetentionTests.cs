using Fleet.Domain.Metrics;
using Fleet.Domain.Retention;

namespace Fleet.Domain.Tests.Retention;

public sealed class LogRetentionTests
{
    private const long Day = 86_400_000;

    [Fact]
    public void A_batch_is_needed_while_any_kind_but_rollups_is_kept()
    {
        Assert.Equal(3, LogRetention.NeededFromMs(Horizons((RetentionKind.Reports, 5), (RetentionKind.Rollups, 1), (RetentionKind.Logs, 9), (RetentionKind.Traces, 3), (RetentionKind.Coredumps, 4))));
        Assert.Equal(0, LogRetention.NeededFromMs(Horizons((RetentionKind.Reports, 5), (RetentionKind.Logs, 9), (RetentionKind.Traces, 3))));
        Assert.Equal(0, LogRetention.NeededFromMs(Horizons()));
    }

    [Fact]
    public void It_is_kept_for_the_longest_time_and_for_ever_when_one_is_for_ever()
    {
        Assert.Equal(90, LogRetention.KeptDays([30, 90, 60]));
        Assert.Null(LogRetention.KeptDays([30, RetentionRules.Forever, 60]));
        Assert.Null(LogRetention.KeptDays([]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(Day - 1, 1)]
    [InlineData(Day, 1)]
    [InlineData(Day + 1, 2)]
    public void Buckets_are_frozen_by_whole_days(long goneBeforeMs, long days)
    {
        var frozen = new FrozenBuckets(7, FrozenBuckets.From(goneBeforeMs));
        Assert.Equal(days * Day, frozen.BeforeMs);
        Assert.Equal((days > 0, false), (frozen.Holds((days * Day) - 1) && days > 0, frozen.Holds(days * Day)));
        Assert.Equal((true, false), (frozen.Had(7), frozen.Had(8)));
    }

    private static Dictionary<RetentionKind, RetentionHorizon> Horizons(params (RetentionKind Kind, long BeforeMs)[] horizons) =>
        horizons.ToDictionary(h => h.Kind, h => new RetentionHorizon(h.BeforeMs, 1));
}

using CsCheck;
using Fleet.Domain.Retention;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Tests.Retention;

public sealed class RetentionRulesTests
{
    private const long DayMs = 86_400_000;

    private static readonly Gen<long> Time = Gen.Long[1_577_836_800_000, 4_102_444_800_000];

    [Fact]
    public void Everything_is_kept_for_its_days_and_for_less_than_one_more() =>
        Gen.Select(Time, Gen.Int[RetentionRules.MinDays, RetentionRules.MaxDays]).Sample((now, days) =>
        {
            var kept = now - RetentionRules.HorizonMs(now, days);
            Assert.InRange(kept, days * DayMs, ((days + 1) * DayMs) - 1);
            Assert.Equal(0, RetentionRules.HorizonMs(now, days) % DayMs);
        });

    [Fact]
    public void A_horizon_never_moves_back_as_time_passes() =>
        Gen.Select(Time, Gen.Long[0, 900 * DayMs], Gen.Int[0, 400]).Sample(
            (now, later, days) => RetentionRules.HorizonMs(now, days) <= RetentionRules.HorizonMs(now + later, days));

    [Fact]
    public void What_is_kept_for_ever_is_never_past_and_never_late()
    {
        Assert.Equal(0, RetentionRules.HorizonMs(1_767_268_800_000, RetentionRules.Forever));
        Assert.False(RetentionRules.IsLate(1, 1_767_268_800_000, RetentionRules.Forever));
        Assert.False(default(RetentionHorizon).IsPast(0));
    }

    [Fact]
    public void What_expired_since_it_came_is_not_late()
    {
        var now = 1_767_268_800_000;
        var horizon = new RetentionHorizon(RetentionRules.HorizonMs(now, 10), 10, now);
        var captured = now - (20 * DayMs);
        Assert.True(horizon.IsPast(captured));
        Assert.False(horizon.IsLate(captured, captured + DayMs));
        Assert.True(horizon.IsLate(captured, now));
    }

    [Fact]
    public void What_comes_behind_the_horizon_of_a_shorter_time_is_late_however_long_the_time_is_now()
    {
        var now = 1_767_268_800_000;
        var horizon = new RetentionHorizon(now - (2 * DayMs), RetentionRules.Forever, now);
        Assert.True(horizon.IsLate(now - (5 * DayMs), now + 1));
        Assert.False(horizon.IsLate(now - (5 * DayMs), now - DayMs));
        Assert.False(horizon.IsLate(now - DayMs, now + 1));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(3_650, true)]
    [InlineData(-1, false)]
    [InlineData(3_651, false)]
    public void Days_are_bounded(int days, bool isValid) => Assert.Equal(isValid, RetentionRules.IsValid(days));

    [Fact]
    public void Each_observation_is_of_one_kind_and_what_is_none_of_no_kind()
    {
        EntryType[] none = [EntryType.Report, EntryType.Attributes, EntryType.RequestAnswer];
        foreach (var type in Enum.GetValues<EntryType>())
        {
            Assert.Equal(!none.Contains(type), RetentionRules.KindOf(type) is not null);
            Assert.Equal(none.Contains(type) ? 0 : 1, RetentionRules.Kinds.Count(kind => RetentionRules.TypesOf(kind).Contains(type)));
        }
    }

    [Fact]
    public void Kinds_and_defaults_are_what_they_were() => Assert.Equal(
        ["1 Reports 90", "2 Rollups 400", "3 Logs 30", "4 Traces 180", "5 Coredumps 60"],
        RetentionRules.Kinds.Select(kind => $"{(int)kind} {kind} {RetentionRules.DefaultDays(kind)}"));
}

using Fleet.DeviceAgent.Collectd;

namespace Fleet.DeviceAgent.Tests.Collectd;

public sealed class CollectdValueTests
{
    [Theory]
    [InlineData(5, 9, 4)]
    [InlineData(5, 5, 0)]
    [InlineData(uint.MaxValue - 9, 10, 20)]
    [InlineData(uint.MaxValue, 0, 1)]
    [InlineData(ulong.MaxValue - 9, 10, 20)]
    [InlineData(uint.MaxValue, 1UL << 32, 1)]
    public void A_counter_wraps_at_32_or_64_bits(ulong earlier, ulong later, double increase) =>
        Assert.Equal(increase, new CollectdValue(ValueKind.Counter, later).IncreaseSince(new CollectdValue(ValueKind.Counter, earlier)));

    [Theory]
    [InlineData(1_000_000, 3)]
    [InlineData(1UL << 31, 3)]
    [InlineData(1UL << 40, 3)]
    [InlineData(1UL << 63, 3)]
    public void A_counter_that_would_have_gone_more_than_half_round_was_set_back(ulong earlier, ulong later) =>
        Assert.Null(new CollectdValue(ValueKind.Counter, later).IncreaseSince(new CollectdValue(ValueKind.Counter, earlier)));

    [Theory]
    [InlineData(-5, 5, 10)]
    [InlineData(7, 7, 0)]
    [InlineData(long.MinValue, long.MaxValue, 1.8446744073709552E+19)]
    public void A_derive_has_a_sign(long earlier, long later, double increase) =>
        Assert.Equal(increase, new CollectdValue(ValueKind.Derive, (ulong)later).IncreaseSince(new CollectdValue(ValueKind.Derive, (ulong)earlier)));

    [Fact]
    public void A_derive_never_wraps() =>
        Assert.Null(new CollectdValue(ValueKind.Derive, 10).IncreaseSince(new CollectdValue(ValueKind.Derive, uint.MaxValue)));
}

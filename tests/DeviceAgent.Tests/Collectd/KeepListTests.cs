using System.Text;
using Fleet.DeviceAgent.Collectd;

namespace Fleet.DeviceAgent.Tests.Collectd;

public sealed class KeepListTests
{
    [Theory]
    [InlineData("cpu.*", "cpu.0.user", true)]
    [InlineData("cpu.*", "cpu", false)]
    [InlineData("cpu*", "cpu", true)]
    [InlineData("*", "anything.at.all", true)]
    [InlineData("uptime", "uptime", true)]
    [InlineData("uptime", "uptime.x", false)]
    [InlineData("disk.*.disk_octets.*", "disk.sda.disk_octets.read", true)]
    [InlineData("disk.*.disk_octets.*", "disk.sda.disk_ops.read", false)]
    [InlineData("*.r?", "interface.eth0.if_octets.rx", true)]
    [InlineData("*.r?", "interface.eth0.if_octets.tx", false)]
    [InlineData("*a*b*c", "aXbXbXc", true)]
    [InlineData("*a*b*c", "aXbXbXcX", false)]
    [InlineData("CPU.*", "cpu.0", true)]
    public void Stars_stand_for_any_characters(string pattern, string key, bool keeps) =>
        Assert.Equal(keeps, new KeepList([pattern]).Keeps(Encoding.ASCII.GetBytes(key)));

    [Fact]
    public void What_a_pattern_drops_no_other_brings_back()
    {
        var keep = new KeepList(["!interface.lo.*", "interface.*"]);
        Assert.True(keep.Keeps("interface.eth0.if_octets.rx"u8));
        Assert.False(keep.Keeps("interface.lo.if_octets.rx"u8));
        Assert.False(new KeepList([]).Keeps("cpu"u8));
    }

    [Fact]
    public void Stars_without_end_take_no_time_without_end() =>
        Assert.False(new KeepList([string.Concat(Enumerable.Repeat("*a", 60)) + "b"]).Keeps(Encoding.ASCII.GetBytes(new string('a', 128))));

    [Fact]
    public void The_defaults_are_good_patterns() => Assert.All(KeepList.Default, pattern => Assert.Null(KeepList.Check(pattern)));

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("cpu *")]
    [InlineData("[a-z]")]
    public void A_pattern_that_is_none_is_said(string pattern) => Assert.NotNull(KeepList.Check(pattern));
}

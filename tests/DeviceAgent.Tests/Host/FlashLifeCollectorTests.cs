using Fleet.DeviceAgent.Host;

namespace Fleet.DeviceAgent.Tests.Host;

public sealed class FlashLifeCollectorTests : IDisposable
{
    private const string Card = "sys/class/mmc_host/mmc0/mmc0:0001";

    private readonly SystemFixture _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void A_card_is_named_by_its_disk_and_told_once_though_two_ways_lead_to_it()
    {
        Directory.CreateDirectory(_system[Card + "/block/mmcblk0"]);
        _system.Write(Card + "/life_time", "0x02 0x0b\n");
        _system.Write(Card + "/pre_eol_info", "0x02\n");
        _system.Write("sys/block/mmcblk0/device/life_time", "0x02 0x0b\n");
        _system.Sample(new FlashLifeCollector(_system.Source));
        var values = _system.Close();
        Assert.Equal(["emmc_mmcblk0_life_used_a_pct", "emmc_mmcblk0_life_used_b_pct", "emmc_mmcblk0_reserve_state"], values.Keys.Order());
        Assert.Equal((20, 110, 2), (values["emmc_mmcblk0_life_used_a_pct"].Value, values["emmc_mmcblk0_life_used_b_pct"].Value, values["emmc_mmcblk0_reserve_state"].Value));
    }

    [Fact]
    public void A_card_is_found_by_its_disk_alone()
    {
        _system.Write("sys/block/mmcblk1/device/life_time", "0x01 0x00\n");
        _system.Sample(new FlashLifeCollector(_system.Source));
        Assert.Equal(10, Assert.Single(_system.Close()).Value.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x01\n")]
    [InlineData("1 2\n")]
    [InlineData("0xff 0xff\n")]
    public void What_is_no_life_time_is_no_value(string text)
    {
        _system.Write(Card + "/life_time", text);
        _system.Sample(new FlashLifeCollector(_system.Source));
        Assert.Empty(_system.Close());
    }
}

using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Tests.Collectd;

public sealed class NetworkReaderTests
{
    private readonly AgentCounters _counters = new();

    [Fact]
    public void A_packet_of_the_real_collectd_is_read_whole()
    {
        var lists = Lists.OfPacket(Lists.CapturedPacket, _counters, new TypesDb());
        Assert.Equal(27, lists.Count);
        Assert.Equal("load-/load-@1795380174529 Gauge:shortterm=3.26708984375 Gauge:midterm=1.8857421875 Gauge:longterm=0.9365234375", lists[0]);
        Assert.Equal("memory-/memory-used@1795380174529 Gauge:=164052992", lists[1]);
        Assert.Equal("interface-lo/if_octets-@1795380174529 Derive:rx=6793 Derive:tx=6793", lists[8]);
        Assert.Equal("df-dev/df_complex-free@1795380174529 Gauge:=12630552576", lists[23]);
        Assert.Equal(0, _counters[AgentCounter.CollectdMalformed]);
    }

    [Fact]
    public void Every_kind_of_value_is_read_in_its_own_byte_order()
    {
        var packet = new PacketBuilder().Named("p", "t")
            .Values(0, ulong.MaxValue)
            .Gauge(-1.5)
            .Values(2, unchecked((ulong)-7))
            .Values(3, 12).Bytes;
        Assert.Equal(["p-/t-@ Counter:=18446744073709551615", "p-/t-@ Gauge:=-1.5", "p-/t-@ Derive:=-7", "p-/t-@ Absolute:=12"], Lists.OfPacket(packet, _counters));
    }

    [Fact]
    public void Both_resolutions_of_time_are_read_and_names_hold_until_they_are_replaced()
    {
        var packet = new PacketBuilder().Named("p", "t").Name(0x0005, "a").Part(0x0001, 0, 0, 0, 0, 0x65, 0, 0, 0).Gauge(1)
            .Time(1_700_000_000).Name(0x0005, "").Name(0x0003, "i").Part(0x0007, 0, 0, 0, 0, 0, 0, 0, 10).Gauge(2).Bytes;
        Assert.Equal(["p-/t-a@1694498816000 Gauge:=1", "p-i/t-@1700000000000 Gauge:=2"], Lists.OfPacket(packet, _counters));
    }

    [Theory]
    [InlineData(0x0200)]
    [InlineData(0x0210)]
    public void Signed_and_encrypted_packets_are_refused_and_counted(int type)
    {
        var packet = new PacketBuilder().Named("p", "t").Gauge(1).Part((ushort)type, new byte[40]).Gauge(2).Bytes;
        Assert.Single(Lists.OfPacket(packet, _counters));
        Assert.Equal(1, _counters[AgentCounter.CollectdProtected]);
        Assert.Equal(0, _counters[AgentCounter.CollectdMalformed]);
    }

    [Fact]
    public void Notifications_and_unknown_parts_are_counted_and_cost_no_values()
    {
        var packet = new PacketBuilder().Named("p", "t").Part(0x0101, new byte[8]).Name(0x0100, "disk full").Part(0x4711, 1, 2).Gauge(1).Bytes;
        Assert.Single(Lists.OfPacket(packet, _counters));
        Assert.Equal(2, _counters[AgentCounter.CollectdUnsupported]);
    }

    public static TheoryData<byte[]> Broken => new(
        new PacketBuilder().Part(0x0001, 1, 2, 3).Bytes,
        new PacketBuilder().Part(0x0002, (byte)'a').Bytes,
        new PacketBuilder().Part(0x0002).Bytes,
        new PacketBuilder().Name(0x0002, new string('x', NameField.MaxBytes + 1)).Bytes,
        new PacketBuilder().Part(0x0006).Bytes,
        new PacketBuilder().Part(0x0006, 0, 0).Bytes,
        new PacketBuilder().Part(0x0006, 0, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0).Bytes,
        new PacketBuilder().Values(4, 1).Bytes,
        new PacketBuilder().Values(1, new ulong[ValueList.MaxValues + 1]).Bytes,
        [0, 2, 0, 3],
        [0, 2, 0xff, 0xff, 0],
        [0, 2, 0]);

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_part_that_is_none_ends_the_packet_and_is_counted(byte[] broken)
    {
        byte[] packet = [.. new PacketBuilder().Named("p", "t").Gauge(1).Bytes, .. broken, .. new PacketBuilder().Gauge(2).Bytes];
        Assert.Single(Lists.OfPacket(packet, _counters));
        Assert.Equal(1, _counters[AgentCounter.CollectdMalformed]);
    }

    [Fact]
    public void A_packet_cut_at_any_byte_gives_the_lists_before_the_cut()
    {
        var packet = Lists.CapturedPacket;
        var whole = Lists.OfPacket(packet);
        for (var length = 0; length < packet.Length; length++)
        {
            var lists = Lists.OfPacket(packet.AsSpan(0, length));
            Assert.Equal(whole[..lists.Count], lists);
        }
    }

    [Fact]
    public void A_packet_with_any_bytes_changed_never_throws()
    {
        var random = new Random(1);
        var packet = Lists.CapturedPacket;
        for (var round = 0; round < 10_000; round++)
        {
            var changed = packet.ToArray();
            for (var change = random.Next(1, 20); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            Assert.InRange(Lists.OfPacket(changed).Count, 0, packet.Length / 15);
        }
    }

    [Fact]
    public void The_longest_datagram_of_nothing_but_values_is_read()
    {
        var builder = new PacketBuilder().Named("p", "t");
        for (var i = 0; i < 4000; i++)
        {
            builder.Gauge(i);
        }

        Assert.Equal(4000, Lists.OfPacket(builder.Bytes, _counters).Count);
    }
}

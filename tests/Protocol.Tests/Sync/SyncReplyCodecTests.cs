using CsCheck;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Protocol.Tests.Sync;

public sealed class SyncReplyCodecTests
{
    [Fact]
    public void What_is_written_is_read_back() => ProtocolGen.Reply.Sample(reply =>
    {
        var frame = Frames.Of(reply);
        var back = SyncReplyCodec.Read(frame);
        Assert.Equal(FrameJson.Of(reply).ToJsonString(), FrameJson.Of(back).ToJsonString());
        Assert.Equal(frame, Frames.Of(back));
    });

    [Fact]
    public void Unknown_keys_and_added_elements_are_skipped_at_every_level()
    {
        var frame = Frames.Of((ref MessagePackWriter w) =>
        {
            w.WriteMapHeader(7);
            w.Write(6);
            w.WriteArrayHeader(1);
            w.WriteRaw([0x97, 0x09, 0x4d, 0x05, 0x01, 0x02, 0xc0, 0x91, 0x01]);
            w.Write(0);
            w.WriteArrayHeader(1);
            w.WriteRaw([0x93, 0x01, 0x05, 0xc0]);
            w.Write(1);
            w.WriteArrayHeader(1);
            w.WriteRaw([0x94, 0x06, 0x01, 0xa1, (byte)'x', 0x91, 0x01]);
            w.Write(2);
            w.WriteArrayHeader(1);
            w.Write(new byte[16]);
            w.Write(3);
            w.WriteRaw([0x99, 0x02, 0x0a, 0xc3, 0xc2, 0xc3, 0x0b, 0x0c, 0xc0, 0x80]);
            w.Write(40);
            w.WriteRaw([0x81, 0xa1, (byte)'k', 0x92, 0x01, 0x02]);
            w.Write(4);
            w.Write(7);
        });

        var reply = SyncReplyCodec.Read(frame);

        Assert.Equal([new NumberRange(1, 5)], reply.Acknowledged);
        Assert.Equal([new Rejection(6, RejectionCode.Malformed, "x")], reply.Rejected);
        Assert.Equal([default], reply.UnknownTables);
        Assert.Equal(new DeviceConfiguration(2, 10, true, false, true, 11, 12), reply.Configuration);
        Assert.Equal(7, reply.ServerTimeMs);
        Assert.Equal([new DeviceRequest(9, 77, 5, 1, 2, default)], reply.Requests);
    }

    [Fact]
    public void A_reason_of_several_lines_or_beyond_the_limit_still_reads()
    {
        var reply = new SyncReply
        {
            ServerTimeMs = 1,
            Rejected =
            [
                new Rejection(1, RejectionCode.Malformed, "first\nsecond\t\u0085"),
                new Rejection(2, RejectionCode.Malformed, new string('a', ProtocolLimits.MaxReasonLength - 1) + "\U0001F600"),
            ],
        };
        var back = SyncReplyCodec.Read(Frames.Of(reply));
        Assert.Equal("first second  ", back.Rejected[0].Reason);
        Assert.Equal(new string('a', ProtocolLimits.MaxReasonLength - 1), back.Rejected[1].Reason);
    }

    [Fact]
    public void A_known_key_that_is_there_twice_is_refused() =>
        Assert.Contains("twice", Assert.Throws<ProtocolException>(() => SyncReplyCodec.Read(new byte[] { 0x82, 4, 1, 4, 2 })).Message);

    [Theory]
    [InlineData("3c68746d6c3e")]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("8104c0")]
    [InlineData("8200919201c00401")]
    [InlineData("820091920201" + "0401")]
    [InlineData("8202c4020001")]
    [InlineData("82039401010401")]
    public void What_is_not_a_reply_is_refused(string frame) =>
        Assert.Throws<ProtocolException>(() => SyncReplyCodec.Read(Convert.FromHexString(frame)));
}

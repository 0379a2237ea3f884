using CsCheck;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Protocol.Tests.Sync;

public sealed class SyncRequestCodecTests
{
    private static readonly SyncRequest Minimal = new()
    {
        Device = new DeviceIdentity("SN-1", "rev-b"),
        Agent = new AgentIdentity("fleetd", "0.1.0"),
        Origins = [new Origin(new Guid("00112233-4455-6677-8899-aabbccddeeff"), "main", "1.0.0")],
        WallMs = 1_800_000_000_000,
        UptimeMs = 1,
        Epoch = 7,
    };

    [Fact]
    public void What_is_written_is_read_back() => ProtocolGen.Request.Sample(request =>
    {
        var frame = Frames.Of(request);
        var back = SyncRequestCodec.Read(frame);
        Assert.Equal(FrameJson.Of(request).ToJsonString(), FrameJson.Of(back).ToJsonString());
        Assert.Equal(frame, Frames.Of(back));
    });

    [Fact]
    public void Bodies_and_tables_are_slices_of_the_frame_and_no_copies()
    {
        var frame = Frames.Of(Minimal with { Entries = [new SyncEntry(1, 1, 0, 0, 0, new byte[] { 1, 2, 3 })], Tables = [new byte[] { 4 }] });
        var request = SyncRequestCodec.Read(frame);
        frame.AsSpan().Clear();
        Assert.Equal([0, 0, 0], request.Entries[0].Body.ToArray());
        Assert.Equal([0], request.Tables[0].ToArray());
    }

    [Fact]
    public void Unknown_keys_and_added_elements_are_skipped_at_every_level()
    {
        var frame = Frames.Of((ref MessagePackWriter w) =>
        {
            w.WriteMapHeader(10);
            Unknown(ref w, 99);
            w.Write(0);
            Extended(ref w, (ref MessagePackWriter w) => Strings(ref w, "SN-1", "rev-b"), 2);
            w.Write(1);
            Extended(ref w, (ref MessagePackWriter w) => Strings(ref w, "fleetd", "0.1.0"), 2);
            w.Write(2);
            w.WriteArrayHeader(1);
            Extended(ref w, (ref MessagePackWriter w) => { w.Write(new byte[16]); Strings(ref w, "main", "1.0.0"); }, 3);
            w.Write(3);
            w.Write(1);
            w.Write(4);
            w.Write(2);
            w.Write(5);
            w.Write(3);
            w.Write(6);
            w.WriteArrayHeader(1);
            Extended(ref w, (ref MessagePackWriter w) => { for (var i = 1; i <= 4; i++) { w.Write(i); } w.Write(0); w.Write(new byte[] { 9 }); }, 6);
            Unknown(ref w, -1);
            Unknown(ref w, long.MaxValue);
        });

        var request = SyncRequestCodec.Read(frame);

        Assert.Equal(new DeviceIdentity("SN-1", "rev-b"), request.Device);
        Assert.Equal(new AgentIdentity("fleetd", "0.1.0"), request.Agent);
        Assert.Equal(new Origin(Guid.Empty, "main", "1.0.0"), Assert.Single(request.Origins));
        var entry = Assert.Single(request.Entries);
        Assert.Equal((1, 2, 3L, 4L, 0), (entry.Number, entry.Type, entry.WallMs, entry.UptimeMs, entry.OriginIndex));
        Assert.Equal([9], entry.Body.ToArray());
    }

    [Theory]
    [InlineData(0, "device")]
    [InlineData(1, "agent")]
    [InlineData(2, "origins")]
    [InlineData(3, "wall_ms")]
    [InlineData(4, "uptime_ms")]
    [InlineData(5, "epoch")]
    public void A_missing_required_key_is_named(int missing, string field)
    {
        var frame = Frames.Of(Minimal);
        var reader = new MessagePackReader(frame);
        var pairs = reader.ReadMapHeader();
        var kept = new List<byte> { (byte)(0x80 | (pairs - 1)) };
        while (!reader.End)
        {
            var start = (int)reader.Consumed;
            var key = reader.ReadInt32();
            reader.Skip();
            if (key != missing)
            {
                kept.AddRange(frame[start..(int)reader.Consumed]);
            }
        }

        Assert.Contains($"{field} (key {missing}) is missing", Refused([.. kept]).Message);
    }

    [Fact]
    public void A_known_key_that_is_there_twice_is_refused()
    {
        var frame = Frames.WithPairs(Frames.Of(Minimal), 1, (ref MessagePackWriter w) => { w.Write(4); w.Write(5); });
        Assert.Contains("key 4 is there twice", Refused(frame).Message);
    }

    [Fact]
    public void Bytes_behind_the_frame_are_refused() =>
        Assert.Contains("bytes follow", Refused([.. Frames.Of(Minimal), 0xc0]).Message);

    [Fact]
    public void Every_truncation_is_refused()
    {
        var frame = Frames.Of(Minimal with { Entries = [new SyncEntry(1, 1, 2, 3, 0, new byte[] { 1, 2, 3 })] });
        for (var length = 0; length < frame.Length; length++)
        {
            Refused(frame[..length]);
        }
    }

    [Theory]
    [InlineData("dd7fffffff", "array32 of 2^31-1 elements")]
    [InlineData("ddffffffff", "array32 of 2^32-1 elements")]
    [InlineData("dc0400", "array16 of 1024 elements with nothing behind")]
    public void An_array_header_larger_than_the_rest_allocates_nothing(string header, string what)
    {
        byte[] frame = [.. Frames.Of(Minimal)];
        var broken = Frames.WithPairs(frame, 1, (ref MessagePackWriter w) => { w.Write(7); w.WriteRaw(Convert.FromHexString(header)); });
        Refused(broken);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(broken);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16_384, what);
    }

    [Theory]
    [InlineData("dfffffffff")]
    [InlineData("df7fffffff")]
    [InlineData("deffff")]
    public void A_map_header_larger_than_the_rest_is_refused(string header) => Refused(Convert.FromHexString(header));

    [Theory]
    [InlineData("c6ffffffff")]
    [InlineData("c67fffffff")]
    [InlineData("dbffffffff")]
    [InlineData("c9ffffffff01")]
    [InlineData("c97fffffff01")]
    public void An_unknown_value_with_a_length_larger_than_the_rest_is_refused(string value) =>
        Refused(Frames.WithPairs(Frames.Of(Minimal), 1, (ref MessagePackWriter w) => { w.Write(50); w.WriteRaw(Convert.FromHexString(value)); }));

    [Fact]
    public void Unknown_values_are_skipped_to_the_greatest_depth_and_refused_beyond()
    {
        SyncRequestCodec.Read(WithUnknown(Frames.Nested(ProtocolLimits.MaxDepth + 1)));
        Assert.Contains("nested deeper than 16", Refused(WithUnknown(Frames.Nested(ProtocolLimits.MaxDepth + 2))).Message);
        Assert.Contains("nested deeper than 16", Refused(WithUnknown(Frames.Nested(100_000))).Message);
        Assert.Contains("nested deeper than 16", Refused(WithUnknown([.. Enumerable.Repeat<byte[]>([0x81, 0x01], 100_000).SelectMany(b => b), 0x80])).Message);
        Refused(Frames.Nested(100_000));

        static byte[] WithUnknown(byte[] value) => Frames.WithPairs(Frames.Of(Minimal), 1, (ref MessagePackWriter w) => { w.Write(50); w.WriteRaw(value); });
    }

    [Fact]
    public void Extension_types_are_skipped_where_unknown_and_refused_where_known()
    {
        SyncRequestCodec.Read(Frames.WithPairs(Frames.Of(Minimal), 1, (ref MessagePackWriter w) => { w.Write(50); w.WriteRaw([0xd6, 0xff, 1, 2, 3, 4]); }));
        Assert.Contains("expected binary", Refused(Tables([0xd6, 0xff, 1, 2, 3, 4])).Message);
        Refused(Tables([0xc1]));

        static byte[] Tables(byte[] table) => Frames.WithPairs(Frames.Of(Minimal), 1, (ref MessagePackWriter w) => { w.Write(7); w.WriteArrayHeader(1); w.WriteRaw(table); });
    }

    [Theory]
    [InlineData("cf8000000000000000", ProtocolLimits.MaxMilliseconds)]
    [InlineData("cfffffffffffffffff", ProtocolLimits.MaxMilliseconds)]
    [InlineData("cf7fffffffffffffff", ProtocolLimits.MaxMilliseconds)]
    [InlineData("d38000000000000000", 0)]
    [InlineData("ff", 0)]
    public void A_time_that_no_calendar_holds_becomes_the_nearest_that_one_does(string time, long expected)
    {
        var body = Frames.Of(Minimal with { WallMs = 1 });
        var at = body.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x03, 0x01, 0x04]);
        Assert.True(at > 0);
        Assert.Equal(expected, SyncRequestCodec.Read((byte[])[.. body[..(at + 1)], .. Convert.FromHexString(time), .. body[(at + 2)..]]).WallMs);
    }

    [Theory]
    [InlineData("00", "must not be 0")]
    [InlineData("ff", "batch")]
    [InlineData("a161", "expected an integer")]
    [InlineData("cb3ff0000000000000", "expected an integer")]
    public void An_epoch_that_is_not_a_positive_integer_is_refused(string epoch, string problem)
    {
        var body = Frames.Of(Minimal);
        var at = body.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x05, 0x07, 0x06]);
        Assert.Contains(problem, Refused([.. body[..(at + 1)], .. Convert.FromHexString(epoch), .. body[(at + 2)..]]).Message);
    }

    [Fact]
    public void The_greatest_epoch_is_kept() =>
        Assert.Equal(ulong.MaxValue, SyncRequestCodec.Read(Frames.Of(Minimal with { Epoch = ulong.MaxValue })).Epoch);

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        var body = Frames.Of(Minimal);
        body[body.AsSpan().IndexOf("rev-b"u8)] = 0xff;
        Assert.Contains("hardware_version at byte 8: not valid UTF-8", Refused(body).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a/b")]
    public void A_serial_outside_its_alphabet_is_refused(string serial) =>
        Refused(Frames.Of(Minimal with { Device = new DeviceIdentity(serial, "rev-b") }));

    [Fact]
    public void Control_characters_are_refused() =>
        Assert.Contains("control character U+000A", Refused(Frames.Of(Minimal with { Device = new DeviceIdentity("SN-1", "a\nb") })).Message);

    [Fact]
    public void Limits_are_inclusive()
    {
        var entry = new SyncEntry(1, 1, 0, 0, 0, Array.Empty<byte>());
        SyncRequestCodec.Read(Frames.Of(Minimal with { Entries = [.. Enumerable.Repeat(entry, ProtocolLimits.MaxEntries)] }));
        TooLarge(Minimal with { Entries = [.. Enumerable.Repeat(entry, ProtocolLimits.MaxEntries + 1)] });
        SyncRequestCodec.Read(Frames.Of(Minimal with { Origins = [.. Enumerable.Repeat(Minimal.Origins[0], ProtocolLimits.MaxOrigins)] }));
        TooLarge(Minimal with { Origins = [.. Enumerable.Repeat(Minimal.Origins[0], ProtocolLimits.MaxOrigins + 1)] });
        SyncRequestCodec.Read(Frames.Of(Minimal with { Tables = [.. Enumerable.Repeat(new ReadOnlyMemory<byte>([1]), ProtocolLimits.MaxTables)] }));
        TooLarge(Minimal with { Tables = [.. Enumerable.Repeat(new ReadOnlyMemory<byte>([1]), ProtocolLimits.MaxTables + 1)] });
        SyncRequestCodec.Read(Frames.Of(Minimal with { Tables = [new byte[ProtocolLimits.MaxTableBytes]] }));
        TooLarge(Minimal with { Tables = [new byte[ProtocolLimits.MaxTableBytes + 1]] });
        SyncRequestCodec.Read(Frames.Of(Minimal with { Device = new DeviceIdentity(new string('s', ProtocolLimits.MaxSerialLength), new string('ä', ProtocolLimits.MaxVersionLength)) }));
        TooLarge(Minimal with { Device = new DeviceIdentity(new string('s', ProtocolLimits.MaxSerialLength + 1), "r") });
        TooLarge(Minimal with { Device = new DeviceIdentity("s", new string('v', ProtocolLimits.MaxVersionLength + 1)) });

        static void TooLarge(SyncRequest request) => Assert.Equal(RejectionCode.TooLarge, Refused(Frames.Of(request)).Code);
    }

    [Fact]
    public void An_oversized_body_does_not_cost_the_other_entries()
    {
        var request = Minimal with { Entries = [new SyncEntry(1, 1, 0, 0, 0, new byte[ProtocolLimits.MaxEntryBytes + 1]), new SyncEntry(2, 1, 0, 0, 0, new byte[1])] };
        Assert.Equal(2, SyncRequestCodec.Read(Frames.Of(request)).Entries.Count);
    }

    [Fact]
    public void An_entry_of_an_origin_that_is_not_there_is_refused() =>
        Assert.Contains("entry 4: origin 1 of 1", Refused(Frames.Of(Minimal with { Entries = [new SyncEntry(4, 1, 0, 0, 1, new byte[1])] })).Message);

    private static ProtocolException Refused(byte[] frame) => Assert.Throws<ProtocolException>(() => SyncRequestCodec.Read(frame));

    private static void Unknown(ref MessagePackWriter writer, long key)
    {
        writer.Write(key);
        writer.WriteMapHeader(1);
        writer.Write("nested");
        writer.WriteArrayHeader(2);
        writer.WriteNil();
        writer.Write(1.5);
    }

    private static void Extended(ref MessagePackWriter writer, WriteValue known, int count)
    {
        writer.WriteArrayHeader(count + 2);
        known(ref writer);
        writer.WriteArrayHeader(1);
        writer.Write("added");
        writer.WriteExtensionFormat(new ExtensionResult(5, new byte[3]));
    }

    private static void Strings(ref MessagePackWriter writer, string first, string second)
    {
        writer.Write(first);
        writer.Write(second);
    }
}

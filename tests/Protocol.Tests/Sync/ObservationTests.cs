using CsCheck;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Telemetry;
using Fleet.Protocol.Traces;
using MessagePack;

namespace Fleet.Protocol.Tests.Sync;

/// <summary>The bodies of what a device observes besides metrics.</summary>
public sealed class ObservationTests
{
    private static readonly Attachment Content = Attachment.OfContent("x"u8);

    private static readonly Gen<string> Lines = Gen.Char["aä \n\t\r\e"].Array[0, 60].Select(c => new string(c));

    [Fact]
    public void A_reboot_that_is_written_is_read_back() =>
        Gen.Select(Gen.Int[1, 500], Lines, (reason, details) => new Reboot((RebootReason)reason, "", details)).Sample(reboot =>
            Assert.Equal(reboot, Reboot.Decode(reboot.Encode())));

    [Fact]
    public void A_trace_that_is_written_is_read_back() =>
        Gen.Select(ProtocolGen.Text, ProtocolGen.Text, Lines, Lines, Gen.Bool, (a, b, message, stack, fatal) => new Trace(a, b, message, stack, a, fatal)).Sample(trace =>
            Assert.Equal(trace, Trace.Decode(trace.Encode())));

    [Fact]
    public void A_crash_that_is_written_is_read_back() => Gen.Select(
        Gen.Guid,
        ProtocolGen.Text,
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, ProtocolLimits.MaxSignal], Gen.Int),
        Gen.ULong.Nullable(),
        Gen.Select(Gen.Byte.Array[0, 20], ProtocolGen.Text, Gen.ULong, (id, module, offset) => new CrashFrame(Convert.ToHexStringLower(id), module, offset)).Array[0, 64],
        (id, text, numbers, address, frames) => new Crash(id, text, text, numbers.Item1, numbers.Item2, numbers.Item3, address, text, CoreStrategy.Full, 5, text, frames))
        .Sample(crash => Assert.Equal(ObservationJson.Of(crash).ToJsonString(), ObservationJson.Of(Crash.Decode(crash.Encode())).ToJsonString()));

    [Fact]
    public void Telemetry_that_is_written_is_read_back() => Gen.Select(
        ProtocolGen.Milliseconds,
        Gen.Long[1, 3_600_000],
        Gen.Select(ProtocolGen.Key, ProtocolGen.Number.Select(value => value + 0.0).Nullable().Array[0, 30], (key, values) => new TelemetrySeries(key, "s", values)).Array[1, 8],
        (start, step, series) => new TelemetryBlock(start, step, 0, series.DistinctBy(s => s.Key, StringComparer.OrdinalIgnoreCase).ToList()))
        .Sample(block => Assert.Equal(ObservationJson.Of(block).ToJsonString(), ObservationJson.Of(TelemetryBlock.Decode(block.Encode())).ToJsonString()));

    [Fact]
    public void Log_records_follow_each_other_and_keep_fields_of_any_type()
    {
        var fields = Frames.Of((ref MessagePackWriter w) =>
        {
            w.WriteMapHeader(2);
            w.Write("nested");
            w.WriteRaw([0x92, 0xc0, 0xc3]);
            w.Write("MESSAGE");
            w.Write(42);
        });
        LogRecord[] records =
        [
            new(1_790_000_000_000_001, 3, "pumpd", "valve stuck\n  at 3", default),
            new(-5, LogRecord.DefaultLevel, "", "", fields),
        ];
        var bytes = Frames.Of((ref MessagePackWriter w) =>
        {
            foreach (var record in records)
            {
                record.Write(ref w);
            }
        });

        var first = LogRecord.Read(bytes, out var length);
        var second = LogRecord.Read(bytes.AsMemory(length), out var rest);

        Assert.Equal(records[0], first);
        Assert.Equal(records[1] with { Fields = default }, second with { Fields = default });
        Assert.Equal(fields, second.Fields.ToArray());
        Assert.Equal(bytes.Length, length + rest);
        for (var cut = 0; cut < length; cut++)
        {
            Assert.Throws<ProtocolException>(() => LogRecord.Read(bytes.AsMemory(0, cut), out _));
        }
    }

    [Theory]
    [InlineData("modem-stuck", true, true)]
    [InlineData("!modem.stuck_2", true, false)]
    [InlineData("", false, false)]
    [InlineData("!", false, false)]
    [InlineData("Modem", false, false)]
    [InlineData("a b", false, false)]
    public void A_custom_reason_for_a_reboot_is_a_slug_and_says_whether_it_was_meant(string slug, bool isSlug, bool isExpected)
    {
        Assert.Equal(isSlug, Reboot.IsSlug(slug));
        var reboot = new Reboot(RebootReason.Custom, slug);
        if (isSlug)
        {
            Assert.Equal(reboot, Reboot.Decode(reboot.Encode()));
            Assert.Equal(isExpected, reboot.IsExpected);
        }
        else
        {
            Assert.Throws<ProtocolException>(() => Reboot.Decode(reboot.Encode()));
        }
    }

    [Fact]
    public void A_reason_of_the_table_has_no_slug_and_is_meant_or_not()
    {
        Assert.Throws<ProtocolException>(() => Reboot.Decode(new Reboot(RebootReason.Button, "button").Encode()));
        Assert.True(new Reboot(RebootReason.PinReset).IsExpected);
        Assert.False(new Reboot(RebootReason.Unknown).IsExpected);
    }

    [Fact]
    public void What_is_beyond_a_limit_is_too_large()
    {
        TooLarge(new Reboot(RebootReason.Unknown, "", new string('x', ProtocolLimits.MaxDetailsLength + 1)).Encode(), body => Reboot.Decode(body));
        TooLarge(new Trace("a", "b", "", new string('x', ProtocolLimits.MaxStackLength + 1), "", false).Encode(), body => Trace.Decode(body));
        TooLarge(
            new Crash(Guid.Empty, "p", "", 1, 11, 1, null, "", CoreStrategy.None, 0, "", new CrashFrame[ProtocolLimits.MaxCrashFrames + 1].Select(_ => new CrashFrame("", "", 0)).ToArray()).Encode(),
            body => Crash.Decode(body));
        TooLarge(
            new TelemetryBlock(0, 1, 0, [new TelemetrySeries("a", "", new double?[ProtocolLimits.MaxTelemetryValues]), new TelemetrySeries("b", "", [1])]).Encode(),
            body => TelemetryBlock.Decode(body));

        static void TooLarge(byte[] body, Action<byte[]> decode) => Assert.Equal(RejectionCode.TooLarge, Assert.Throws<ProtocolException>(() => decode(body)).Code);
    }

    [Theory]
    [InlineData("../passwd")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    public void A_recording_has_the_name_of_a_file(string name) =>
        Assert.Throws<ProtocolException>(() => Recording.Decode(new Recording(Guid.Empty, name, "text/plain", "", 0, Content).Encode()));

    [Fact]
    public void Only_cores_log_files_and_recordings_name_an_attachment()
    {
        Assert.Equal(Content, EntryAttachment.Find((int)EntryType.Coredump, new Coredump(Guid.Empty, CoreStrategy.Threads, true, Content).Encode()));
        Assert.Equal(Content, EntryAttachment.Find((int)EntryType.Recording, new Recording(Guid.Empty, "a", "text/plain", "", 0, Content).Encode()));
        Assert.Equal(Content, EntryAttachment.Find((int)EntryType.LogFile, new LogFile(Guid.Empty, Guid.Empty, 0, 0, 0, 0, new long[8], LogCause.Crash, 0, Content).Encode()));
        Assert.Null(EntryAttachment.Find((int)EntryType.Reboot, new Reboot(RebootReason.Unknown).Encode()));
        Assert.Null(EntryAttachment.Find(99, default));
        Assert.Throws<ProtocolException>(() => EntryAttachment.Find((int)EntryType.Coredump, new byte[] { 0x90 }));
    }
}

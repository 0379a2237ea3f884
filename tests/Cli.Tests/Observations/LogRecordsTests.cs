using System.Buffers;
using Fleet.Cli.Observations;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Wire;
using MessagePack;
using ZstdSharp;

namespace Fleet.Cli.Tests.Observations;

public sealed class LogRecordsTests
{
    [Fact]
    public async Task Records_of_any_size_come_one_by_one_across_frames_and_buffers()
    {
        LogRecord[] records = [.. Enumerable.Range(0, 300).Select(i => new LogRecord(i, i % 8, "s", new string('x', (i * i) % 30_000), default))];
        var bytes = Encode(records);
        var half = bytes.Length / 2;
        using var content = Unzstd([.. FrameCompression.Compress(bytes.AsSpan(0, half)), .. FrameCompression.Compress(bytes.AsSpan(half))]);
        var read = new List<(long, int, int)>();
        await LogRecords.ReadAsync(content, r => read.Add((r.TimeUs, r.Level, r.Message.Length)), TestContext.Current.CancellationToken);
        Assert.Equal(records.Select(r => (r.TimeUs, r.Level, r.Message.Length)), read);
    }

    [Fact]
    public async Task An_empty_log_has_no_records()
    {
        using var content = Unzstd(FrameCompression.Compress([]));
        await LogRecords.ReadAsync(content, _ => Assert.Fail("a record of nothing"), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Damage_is_told_behind_the_records_before_it(bool isCut)
    {
        var good = Encode(new LogRecord(1, 6, "s", "one", default), new LogRecord(2, 6, "s", "two", default));
        using var content = new MemoryStream([.. good, .. isCut ? Encode(new LogRecord(3, 6, "s", "three", default))[..^1] : [0x80]]);
        var read = 0;
        var failure = await Assert.ThrowsAsync<CliException>(() => LogRecords.ReadAsync(content, _ => read++, TestContext.Current.CancellationToken));
        Assert.StartsWith("the log file is damaged behind record 2: ", failure.Message, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Failure, 2), (failure.ExitCode, read));
    }

    [Fact]
    public async Task What_is_no_zstd_is_damage()
    {
        using var content = Unzstd("this is not zstd at all"u8.ToArray());
        await Assert.ThrowsAsync<CliException>(() => LogRecords.ReadAsync(content, _ => { }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_record_is_a_line_that_a_terminal_shows_and_does_not_obey()
    {
        var output = new StringWriter();
        new LogPrinter(output, asJson: false).Print(new LogRecord(1_767_225_600_123_456, 3, "app\u001b]0;x", "a\tb\u001b[31m\r\nsecond", default));
        Assert.Equal("2026-01-01T00:00:00.123456Z err     app\\u001b]0;x: a\tb\\u001b[31m\n    second\n", output.ToString());
    }

    [Theory]
    [InlineData(long.MaxValue, "9223372036854775807")]
    [InlineData(-1L, "-1")]
    public void A_time_that_no_calendar_holds_is_its_number(long us, string expected)
    {
        var output = new StringWriter();
        new LogPrinter(output, asJson: false).Print(new LogRecord(us, 6, "", "m", default));
        Assert.Equal($"{expected} info    m\n", output.ToString());
    }

    [Theory]
    [InlineData("81A16EC3", """{"n":true}""")]
    [InlineData("810AC3", """{"10":true}""")]
    [InlineData("81A178CB7FF8000000000000", "\"{\\u0022x\\u0022:NaN}\"")]
    public void Fields_of_any_kind_are_json(string hex, string expected)
    {
        var output = new StringWriter();
        new LogPrinter(output, asJson: true).Print(new LogRecord(0, 6, "", "m", Convert.FromHexString(hex)));
        using var json = System.Text.Json.JsonDocument.Parse(output.ToString());
        Assert.Equal(expected, json.RootElement.GetProperty("fields").GetRawText());
    }

    private static byte[] Encode(params LogRecord[] records)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        foreach (var record in records)
        {
            record.Write(ref writer);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static DecompressionStream Unzstd(byte[] content) => new(new MemoryStream(content));
}

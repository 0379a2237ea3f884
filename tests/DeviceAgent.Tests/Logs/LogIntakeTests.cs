using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Tests.Logs;

public sealed class LogIntakeTests : IDisposable
{
    private readonly LogFixture _fixture = new();
    private readonly LogStore _store;

    public LogIntakeTests() => _store = _fixture.Open();

    public void Dispose()
    {
        _store.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public void Lines_above_the_limit_are_counted_in_the_chunk_and_as_a_metric()
    {
        var intake = _fixture.Intake(_store, linesPerMinute: 100);
        for (var i = 0; i < 250; i++)
        {
            intake.Take(LogFixture.Line(i));
        }

        _fixture.Time.Advance(TimeSpan.FromSeconds(30));
        for (var i = 250; i < 350; i++)
        {
            intake.Take(LogFixture.Line(i));
        }

        _store.CloseChunk();
        Assert.Equal(200, _fixture.Counters[AgentCounter.LogLinesOverLimit]);
        Assert.Equal(150, _fixture.Counters[AgentCounter.LogLines]);
        var index = Assert.Single(_store.ClosedChunks()).Index;
        Assert.Equal((150, 200), (index.Lines, index.Lost));
    }

    [Fact]
    public void An_idle_hour_does_not_save_up_more_than_a_minute()
    {
        var intake = _fixture.Intake(_store, linesPerMinute: 10);
        _fixture.Time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 50; i++)
        {
            intake.Take(LogFixture.Line(i));
        }

        Assert.Equal(10, _fixture.Counters[AgentCounter.LogLines]);
    }

    [Fact]
    public void Lines_below_the_level_are_not_kept()
    {
        var intake = _fixture.Intake(_store, minimumLevel: 4);
        for (var level = 0; level <= 7; level++)
        {
            intake.Take(LogFixture.Line(level, level));
        }

        _store.Flush();
        Assert.Equal([0, 1, 2, 3, 4], _fixture.Records().Select(record => record.Level));
        Assert.Equal(3, _fixture.Counters[AgentCounter.LogLinesBelowLevel]);
    }

    [Fact]
    public void What_the_protocol_does_not_take_is_cut_and_cleaned()
    {
        var intake = _fixture.Intake(_store);
        intake.Take(LogFixture.Line(0) with
        {
            Source = new string('s', 1000),
            Message = new string('x', ProtocolLimits.MaxLogMessageLength - 1) + "😀 and more",
        });
        intake.Take(LogFixture.Line(1) with { Message = "a\0b\ac\td\ne" });
        _store.Flush();
        var records = _fixture.Records();
        Assert.Equal(ProtocolLimits.MaxNameLength, records[0].Source.Length);
        Assert.Equal(new string('x', ProtocolLimits.MaxLogMessageLength - 1), records[0].Message);
        Assert.Equal("a\uFFFDb\uFFFDc\td\ne", records[1].Message);
        Assert.Equal(1, _fixture.Counters[AgentCounter.LogLinesCut]);
    }

    [Fact]
    public void The_tail_has_the_last_lines_and_is_bounded()
    {
        var tail = new LogTail(maxLines: 10, maxCharacters: 5000);
        for (var i = 0; i < 100; i++)
        {
            tail.Add(LogFixture.Line(i));
        }

        Assert.Equal(10, tail.Last(50).Count);
        Assert.Equal(["line 98", "line 99"], tail.Last(2).Select(line => line.Text));
        for (var i = 0; i < 100; i++)
        {
            tail.Add(LogFixture.Line(i) with { Message = new string('x', 10_000) });
        }

        Assert.InRange(tail.Last(50).Sum(line => line.Characters), 4000, 5000);
        tail.Add(LogFixture.Line(0) with { Message = "", Fields = new byte[] { 0x82, 0xa1, (byte)'k', 0xc3, 0xa1, (byte)'n', 0x92, 0x01, 0xc0 } });
        Assert.Equal("{\"k\":true,\"n\":[1,null]}", tail.Last(1)[0].Text);
    }
}

using System.Buffers;
using Fleet.DeviceAgent.Tests.Sync;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Faults;

/// <summary>Replies that do not come whole: the server has taken what was sent, and the agent cannot know.</summary>
public sealed class HalfReplyTests : IDisposable
{
    private readonly SyncFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reply_that_ends_at_any_byte_costs_nothing_and_makes_nothing_count_twice(bool asWhole)
    {
        _fixture.AddReport(1);
        Assert.True((await _fixture.SyncAsync()).Succeeded);
        _fixture.AddReport(2);
        var whole = new ArrayBufferWriter<byte>();
        SyncReplyCodec.Write(whole, new SyncReply { Acknowledged = [new NumberRange(2, 2)], UnknownTables = [], ServerTimeMs = 1_700_000_000_000 });
        for (var bytes = 0; bytes < whole.WrittenCount; bytes++)
        {
            _fixture.Server.Cut = (bytes, asWhole);
            var result = await _fixture.SyncAsync();
            Assert.False(result.Succeeded, $"{bytes} bytes of {whole.WrittenCount} were taken for a reply");
            Assert.Equal(1, _fixture.Queue.Count);
        }

        _fixture.Server.Cut = null;
        var last = await _fixture.SyncAsync();
        Assert.True(last.Succeeded, last.Error);
        Assert.Equal(0, _fixture.Queue.Count);
        Assert.Equal(2, _fixture.Server.Reports().Count);
        Assert.Empty(_fixture.Server.Contradictions);
    }
}

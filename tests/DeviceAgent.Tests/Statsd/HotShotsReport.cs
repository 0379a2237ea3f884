using Fleet.DeviceAgent.Diagnostics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Tests.Statsd;

/// <summary>What must come of all that <c>hot-shots/send.cjs</c> sends, by whatever way.</summary>
internal static class HotShotsReport
{
    /// <summary>The only tags that become part of a key.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Tags =
        new Dictionary<string, IReadOnlyList<string>> { ["hs.requests"] = ["method", "path"] };

    public static void Check(Dictionary<string, MetricValue> values, AgentCounters counters)
    {
        Assert.Equal(1, values["hs.requests/method:get"].Value);
        Assert.Equal(2, values["hs.requests/method:put/path:/x_y"].Value);
        Assert.Equal(21.5, values["hs.temperature"].Value);
        Assert.Equal((1L, 42.0), (values["hs.latency"].Count, values["hs.latency"].Max));
        Assert.Equal((2L, 4.0), (values["hs.size"].Count, values["hs.size"].Max));
        Assert.Equal(2, values["hs.users"].Value);
        Assert.Equal(100, values["hs.buffered"].Value);
        Assert.Equal(7, values.Count);

        // The tag that goes with everything, on each of the eight metrics that have a client with it.
        Assert.Equal(8, counters[AgentCounter.StatsdTagsDropped]);
        Assert.Equal(2, counters[AgentCounter.StatsdUnsupported]);
        Assert.Equal(0, counters[AgentCounter.StatsdMalformed] + counters[AgentCounter.StatsdInvalidKeys]);
    }
}

using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Statsd;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Tests.Statsd;

/// <summary>What the reader makes of a packet, on the heap where it can be compared.</summary>
internal sealed record Sample(string Key, MetricKind Kind, double Value = 0, bool IsDelta = false, double Rate = 1, string Member = "", string Tags = "");

internal static class Samples
{
    public static List<Sample> Of(string packet, AgentCounters? counters = null) => Of(Encoding.UTF8.GetBytes(packet), counters);

    public static List<Sample> Of(byte[] packet, AgentCounters? counters = null)
    {
        Span<byte> key = stackalloc byte[ProtocolLimits.MaxKeyLength];
        var reader = new StatsdReader(packet, key, counters ?? new AgentCounters());
        var samples = new List<Sample>();
        while (reader.TryRead(out var sample))
        {
            samples.Add(new Sample(
                Encoding.ASCII.GetString(sample.Key), sample.Kind, sample.Value, sample.IsDelta, sample.Rate,
                Encoding.UTF8.GetString(sample.Member), Encoding.UTF8.GetString(sample.Tags)));
        }

        return samples;
    }
}

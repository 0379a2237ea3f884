using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>Takes packets into the aggregator, and says once per <see cref="ComplaintInterval"/> what could not be read.</summary>
internal sealed class StatsdIntake(MetricAggregator aggregator, TagKeys tagKeys, AgentCounters counters, AgentLog log, TimeProvider time)
{
    /// <summary>A broken client sends its broken line all day.</summary>
    public static readonly TimeSpan ComplaintInterval = TimeSpan.FromMinutes(1);

    private const int MaxQuoted = 120;

    private long? _lastComplaint;

    /// <returns>How many samples were taken.</returns>
    public int Take(ReadOnlySpan<byte> packet)
    {
        Span<byte> keyBuffer = stackalloc byte[ProtocolLimits.MaxKeyLength];
        Span<byte> taggedKey = stackalloc byte[ProtocolLimits.MaxKeyLength];
        var reader = new StatsdReader(packet, keyBuffer, counters);
        var at = time.GetTimestamp();
        var taken = 0;
        using (aggregator.EnterScope())
        {
            while (reader.TryRead(out var sample))
            {
                var key = sample.Key;
                if (!sample.Tags.IsEmpty)
                {
                    if (!TryApplyTags(sample.Key, sample.Tags, taggedKey, out var length))
                    {
                        continue;
                    }

                    key = taggedKey[..length];
                }

                var added = sample.Kind == MetricKind.Set
                    ? aggregator.AddMember(key, sample.Member)
                    : aggregator.Add(key, sample.Kind, sample.Value, sample.IsDelta, sample.Rate, at);
                taken += added ? 1 : 0;
            }
        }

        counters.Add(AgentCounter.StatsdPackets);
        counters.Add(AgentCounter.StatsdSamples, taken);
        if (!reader.FirstProblem.IsEmpty)
        {
            Complain(reader.FirstProblem, at);
        }

        return taken;
    }

    private bool TryApplyTags(ReadOnlySpan<byte> key, ReadOnlySpan<byte> tags, Span<byte> buffer, out int length)
    {
        key.CopyTo(buffer);
        length = key.Length;
        if (!tagKeys.TryAppend(buffer, ref length, tags, out var dropped))
        {
            counters.Add(AgentCounter.StatsdInvalidKeys);
            return false;
        }

        if (dropped > 0)
        {
            counters.Add(AgentCounter.StatsdTagsDropped, dropped);
        }

        return true;
    }

    private void Complain(ReadOnlySpan<byte> problem, long at)
    {
        if (_lastComplaint is { } last && time.GetElapsedTime(last, at) < ComplaintInterval)
        {
            return;
        }

        _lastComplaint = at;
        var quoted = Encoding.ASCII.GetString(problem.Length <= MaxQuoted ? problem : problem[..MaxQuoted]);
        log.Warn("statsd", $"could not use '{quoted}' (all are counted, see fleetctl status)");
    }
}

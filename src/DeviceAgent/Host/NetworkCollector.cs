using System.Globalization;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>connectivity_sent_bytes</c> and <c>connectivity_recv_bytes</c>: of the configured interfaces, or else of all in <c>/proc/net/dev</c>
/// but the loopback and those that containers and virtual machines make, whose bytes pass a second interface as well.
/// </summary>
internal sealed class NetworkCollector(MetricAggregator aggregator, HostRoots roots, IReadOnlyList<string> interfaces) : ISystemCollector
{
    private const int ReceivedColumn = 0;
    private const int SentColumn = 8;

    private static readonly string[] Inner = ["lo", "veth", "docker", "br-", "virbr", "cni", "flannel", "tap", "dummy"];

    private readonly CounterSeries _sent = aggregator.AddBuiltIn("connectivity_sent_bytes", MetricKind.Counter, "By", new CounterSeries { IsBuiltIn = true });
    private readonly CounterSeries _received = aggregator.AddBuiltIn("connectivity_recv_bytes", MetricKind.Counter, "By", new CounterSeries { IsBuiltIn = true });
    private readonly Dictionary<string, (ulong Received, ulong Sent)> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ulong Received, ulong Sent)> _now = new(StringComparer.Ordinal);
    private bool _hasBefore;

    public string Name => "network";

    public void Read()
    {
        _now.Clear();
        foreach (var line in File.ReadLines(Path.Combine(roots.Proc, "net", "dev")).Skip(2))
        {
            var colon = line.IndexOf(':');
            var name = line[..Math.Max(colon, 0)].Trim();
            if (name.Length == 0 || !IsWanted(name))
            {
                continue;
            }

            var columns = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            _now[name] = (Parse(columns[ReceivedColumn]), Parse(columns[SentColumn]));
        }
    }

    public void Record(long at)
    {
        foreach (var (name, now) in _now)
        {
            if (_before.TryGetValue(name, out var before))
            {
                _received.TryAdd(Grown(before.Received, now.Received));
                _sent.TryAdd(Grown(before.Sent, now.Sent));
            }
            else if (_hasBefore)
            {
                // It came up since: all that it counted is new.
                _received.TryAdd(now.Received);
                _sent.TryAdd(now.Sent);
            }

            _before[name] = now;
        }

        foreach (var gone in _before.Keys.Except(_now.Keys).ToList())
        {
            _before.Remove(gone);
        }

        _hasBefore = true;
    }

    private bool IsWanted(string name) => interfaces.Count > 0
        ? interfaces.Contains(name)
        : !Array.Exists(Inner, prefix => prefix == "lo" ? name == "lo" : name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A counter below what it was has begun anew, with its driver or its interface.</summary>
    private static ulong Grown(ulong before, ulong now) => now >= before ? now - before : now;

    private static ulong Parse(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}

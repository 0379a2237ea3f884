using System.Globalization;
using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>connectivity_sent_bytes</c> and <c>connectivity_recv_bytes</c>: of the configured interfaces, or else of all in <c>/proc/net/dev</c>
/// but the loopback and those that containers and virtual machines make, whose bytes pass a second interface as well.
/// </summary>
internal sealed class NetworkCollector(MetricAggregator aggregator, SystemSource source, IReadOnlyList<string> interfaces) : ISystemCollector
{
    private const int HeadLines = 2;
    private const int ReceivedColumn = 0;
    private const int SentColumn = 8;

    private static readonly string[] Inner = ["lo", "veth", "docker", "br-", "virbr", "cni", "flannel", "tap", "dummy"];

    private readonly CounterSeries _sent = aggregator.AddBuiltIn("connectivity_sent_bytes", MetricKind.Counter, "By", new CounterSeries { IsBuiltIn = true });
    private readonly CounterSeries _received = aggregator.AddBuiltIn("connectivity_recv_bytes", MetricKind.Counter, "By", new CounterSeries { IsBuiltIn = true });
    private readonly Dictionary<string, (ulong Received, ulong Sent)> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ulong Received, ulong Sent)> _now = new(StringComparer.Ordinal);
    private bool _hasBefore;
    private bool _isRead;

    public string Name => "network";

    public void Read()
    {
        _now.Clear();
        var path = source.Proc("net/dev");
        _isRead = false;
        if (source.Files.Read(path) is not { } text)
        {
            return;
        }

        _isRead = true;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(HeadLines))
        {
            var colon = line.IndexOf(':');
            var name = line[..Math.Max(colon, 0)].Trim();
            var columns = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (name.Length == 0 || columns.Length <= SentColumn || !TryParse(columns[ReceivedColumn], out var received) || !TryParse(columns[SentColumn], out var sent))
            {
                source.Files.Malformed(path);
            }
            else if (IsWanted(name))
            {
                _now[name] = (received, sent);
            }
        }
    }

    public void Record(long at)
    {
        if (!_isRead)
        {
            return;
        }

        foreach (var (name, now) in _now)
        {
            if (_before.TryGetValue(name, out var before))
            {
                _received.TryAdd(Growth.Of(before.Received, now.Received));
                _sent.TryAdd(Growth.Of(before.Sent, now.Sent));
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

    private static bool TryParse(string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

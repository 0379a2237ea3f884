using Fleet.Protocol.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>
/// Key tables of one project that were refused. A device brings its table again with each report; for a while the answer is remembered, so that it costs the
/// store nothing, and what is counted is written now and then.
/// </summary>
internal sealed class MetricRefusals(IMetricGuardStore store, string project, MetricInstruments instruments, TimeProvider time)
{
    /// <summary>How long a refusal stands without asking again: what another process does about the limit shows within it.</summary>
    private static readonly TimeSpan StandsFor = TimeSpan.FromMinutes(1);

    /// <summary>Between two writes of what was counted.</summary>
    private static readonly TimeSpan WritePause = TimeSpan.FromSeconds(10);

    /// <summary>Tables remembered: beyond it all are forgotten and asked for again.</summary>
    private const int MaxTables = 1_024;

    private readonly Dictionary<TableHash, (TooManyMetricsException Refusal, long At)> _refused = [];
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);
    private long _tables;
    private long? _writtenAt;

    /// <summary>Why a table was refused a moment ago; null when it may be tried.</summary>
    public TooManyMetricsException? Find(TableHash table) =>
        _refused.TryGetValue(table, out var known) && time.GetElapsedTime(known.At) < StandsFor ? known.Refusal : null;

    /// <summary>Counts a refusal, and writes what was counted when it is time.</summary>
    public async Task CountAsync(TableHash table, TooManyMetricsException refusal)
    {
        instruments.Refused.Add(1, new KeyValuePair<string, object?>("project", project));
        if (Find(table) is null)
        {
            if (_refused.Count >= MaxTables)
            {
                _refused.Clear();
            }

            _refused[table] = (refusal, time.GetTimestamp());
        }

        _tables++;
        foreach (var key in refusal.Keys)
        {
            if (_keys.ContainsKey(key) || _keys.Count < IMetricGuardStore.MaxRefusedKeys)
            {
                _keys[key] = _keys.GetValueOrDefault(key) + 1;
            }
        }

        if (_writtenAt is not { } at || time.GetElapsedTime(at) >= WritePause)
        {
            await WriteAsync();
        }
    }

    /// <summary>Writes what was counted.</summary>
    public async Task WriteAsync()
    {
        if (_tables == 0)
        {
            return;
        }

        var (tables, keys) = (_tables, new Dictionary<string, long>(_keys, StringComparer.Ordinal));
        (_tables, _writtenAt) = (0, time.GetTimestamp());
        _keys.Clear();
        await store.RefusedAsync(project, tables, keys, time.GetUtcNow().ToUnixTimeMilliseconds(), CancellationToken.None);
    }

    /// <summary>The limit is another: every table may be tried again.</summary>
    public void Forget() => _refused.Clear();
}

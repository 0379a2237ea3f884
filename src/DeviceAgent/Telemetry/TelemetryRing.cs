using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Telemetry;

namespace Fleet.DeviceAgent.Telemetry;

/// <summary>
/// The last values of the chosen metrics, one a step, in memory: of a gauge its level, of a counter what it counted since the step before. Steps
/// are numbered on the monotonic clock, so that a clock that jumps moves the whole ring and tears nothing.
/// </summary>
internal sealed class TelemetryRing(TelemetryOptions options, MetricAggregator aggregator)
{
    /// <summary>A list of globs may match a thousand metrics: the first in order of keys are kept.</summary>
    public const int MaxSeries = 64;

    /// <summary>Nine bytes each at most: well within an entry.</summary>
    private const int ValuesPerBlock = ProtocolLimits.MaxTelemetryValues / 2;

    private readonly Lock _gate = new();
    private readonly int _capacity = (int)(options.Length / options.Step);
    private readonly SortedList<string, RingSeries> _series = new(StringComparer.Ordinal);
    private int _knownKeys = -1;
    private long _last = -1;
    private bool _isShed;

    /// <summary>Takes the values of a step. Steps that were missed stay empty.</summary>
    /// <param name="step">Greater than all before.</param>
    public void Take(long step)
    {
        lock (_gate)
        {
            if (_isShed)
            {
                return;
            }

            using (aggregator.EnterScope())
            {
                if (_knownKeys != aggregator.KeyCount)
                {
                    Choose();
                }

                foreach (var series in _series.Values)
                {
                    for (var missed = Math.Max(_last + 1, step - _capacity); missed < step; missed++)
                    {
                        series.Values[missed % _capacity] = double.NaN;
                    }

                    series.Values[step % _capacity] = series.Next();
                }
            }

            _last = step;
        }
    }

    /// <summary>Gives up all values, and takes none until <see cref="Resume"/>.</summary>
    /// <returns>How many there was room for; 0 when that is done.</returns>
    public long Shed()
    {
        lock (_gate)
        {
            var values = (long)_series.Count * _capacity;
            _series.Clear();
            _isShed = true;
            return values;
        }
    }

    public void Resume()
    {
        lock (_gate)
        {
            _isShed = false;
            _knownKeys = -1;
        }
    }

    /// <summary>What there is from one step to another, cut into blocks that an entry can hold.</summary>
    /// <param name="from">First step.</param>
    /// <param name="to">Step behind the last.</param>
    /// <param name="wallMsOf">Time of a step.</param>
    /// <param name="requestId">Of the request; 0 for none.</param>
    public IReadOnlyList<TelemetryBlock> Read(long from, long to, Func<long, long> wallMsOf, long requestId)
    {
        lock (_gate)
        {
            from = Math.Max(from, _last - _capacity + 1);
            to = Math.Min(to, _last + 1);
            var blocks = new List<TelemetryBlock>();
            var steps = Math.Max(1, ValuesPerBlock / Math.Max(1, _series.Count));
            for (var start = Math.Max(0, from); start < to; start += steps)
            {
                var series = Read(start, Math.Min(to, start + steps));
                if (series.Count > 0)
                {
                    blocks.Add(new TelemetryBlock(Math.Max(0, wallMsOf(start)), (long)options.Step.TotalMilliseconds, requestId, series));
                }
            }

            return blocks;
        }
    }

    private List<TelemetrySeries> Read(long from, long to)
    {
        var all = new List<TelemetrySeries>();
        foreach (var (key, series) in _series)
        {
            var values = new double?[to - from];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = series.Values[(from + i) % _capacity] is var value && double.IsNaN(value) ? null : value;
            }

            if (Array.Exists(values, value => value is not null))
            {
                all.Add(new TelemetrySeries(key, series.Unit, values));
            }
        }

        return all;
    }

    private void Choose()
    {
        _knownKeys = aggregator.KeyCount;
        foreach (var named in aggregator.Select(IsChosen))
        {
            if (_series.Count < MaxSeries && !_series.ContainsKey(named.Key))
            {
                _series.Add(named.Key, new RingSeries(named.Unit, named.Series, _capacity));
            }
        }
    }

    private bool IsChosen(string key) =>
        options.Metrics.Any(name => name.EndsWith('*')
            ? key.StartsWith(name[..^1], StringComparison.OrdinalIgnoreCase)
            : key.Equals(name, StringComparison.OrdinalIgnoreCase));
}

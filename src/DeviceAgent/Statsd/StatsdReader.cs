using Fleet.DeviceAgent.Diagnostics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>
/// Reads the samples of one packet without allocating. A packet is lines, a line is
/// <c>key:value[:value...]|type[|@rate][|#tag,tag...][|anything else]</c>; what cannot be read is counted and passed over, never more than
/// one line of it.
/// </summary>
/// <remarks>
/// After https://github.com/statsd/statsd/blob/master/docs/metric_types.md and
/// https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/. As there, the member of a set is everything up to the type, colons
/// included; sections behind the type that are not known (container ids, timestamps) are passed over.
/// </remarks>
internal ref struct StatsdReader
{
    private readonly AgentCounters _counters;
    private readonly Span<byte> _keyBuffer;
    private ReadOnlySpan<byte> _lines;

    // The line being read: what is left of its values, and what holds for all of them.
    private ReadOnlySpan<byte> _values;
    private ReadOnlySpan<byte> _key;
    private ReadOnlySpan<byte> _tags;
    private MetricKind _kind;
    private double _rate;

    /// <param name="packet">A datagram.</param>
    /// <param name="keyBuffer">At least <see cref="ProtocolLimits.MaxKeyLength"/> bytes, for the key in lower case.</param>
    /// <param name="counters">Takes count of what is not read.</param>
    public StatsdReader(ReadOnlySpan<byte> packet, Span<byte> keyBuffer, AgentCounters counters)
    {
        _lines = packet;
        _keyBuffer = keyBuffer[..ProtocolLimits.MaxKeyLength];
        _counters = counters;
    }

    /// <summary>The first line that could not be read, for the log; empty when all could.</summary>
    public ReadOnlySpan<byte> FirstProblem { get; private set; }

    public bool TryRead(out StatsdSample sample)
    {
        while (true)
        {
            while (!_values.IsEmpty)
            {
                if (TryReadValue(out sample))
                {
                    return true;
                }
            }

            if (_lines.IsEmpty)
            {
                sample = default;
                return false;
            }

            ReadLine();
        }
    }

    private bool TryReadValue(out StatsdSample sample)
    {
        if (_kind == MetricKind.Set)
        {
            sample = new StatsdSample { Key = _key, Kind = _kind, Member = _values, Rate = _rate, Tags = _tags };
            _values = default;
            return true;
        }

        var text = _values;
        var colon = text.IndexOf((byte)':');
        if (colon >= 0)
        {
            text = _values[..colon];
            _values = _values[(colon + 1)..];
        }
        else
        {
            _values = default;
        }

        sample = default;
        if (!StatsdNumber.TryParse(text, out var value))
        {
            Problem(AgentCounter.StatsdMalformed, text);
            return false;
        }

        if (!MetricLimits.Accepts(value))
        {
            Problem(AgentCounter.StatsdRefusedValues, text);
            return false;
        }

        sample = new StatsdSample
        {
            Key = _key,
            Kind = _kind,
            Value = value,
            IsDelta = _kind == MetricKind.Gauge && text[0] is (byte)'+' or (byte)'-',
            Rate = _rate,
            Tags = _tags,
        };
        return true;
    }

    private void ReadLine()
    {
        var end = _lines.IndexOf((byte)'\n');
        var line = end < 0 ? _lines : _lines[..end];
        _lines = end < 0 ? default : _lines[(end + 1)..];
        if (!line.IsEmpty && line[^1] == '\r')
        {
            line = line[..^1];
        }

        if (line.IsEmpty)
        {
            return;
        }

        var problem = ReadParts(line);
        if (problem is { } counter)
        {
            _values = default;
            Problem(counter, line);
        }
    }

    private AgentCounter? ReadParts(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        var bar = line.IndexOf((byte)'|');
        if (line[0] == '_' && (line.StartsWith("_e{"u8) || line.StartsWith("_sc|"u8)))
        {
            return AgentCounter.StatsdUnsupported;
        }

        if (colon < 0 || bar < colon + 2)
        {
            return AgentCounter.StatsdMalformed;
        }

        if (!StatsdKey.TryFold(line[..colon], _keyBuffer))
        {
            return AgentCounter.StatsdInvalidKeys;
        }

        _key = _keyBuffer[..colon];
        _values = line[(colon + 1)..bar];
        _tags = default;
        _rate = 1;
        var sections = line[(bar + 1)..];
        var next = sections.IndexOf((byte)'|');
        var type = next < 0 ? sections : sections[..next];
        if (!TryReadKind(type, out _kind))
        {
            return AgentCounter.StatsdUnknownTypes;
        }

        return next < 0 || TryReadSections(sections[(next + 1)..]) ? null : AgentCounter.StatsdMalformed;
    }

    private static bool TryReadKind(ReadOnlySpan<byte> type, out MetricKind kind)
    {
        kind = type switch
        {
            [(byte)'c'] => MetricKind.Counter,
            [(byte)'g'] => MetricKind.Gauge,
            [(byte)'m', (byte)'s'] => MetricKind.Timer,
            [(byte)'h'] or [(byte)'d'] => MetricKind.Histogram,
            [(byte)'s'] => MetricKind.Set,
            _ => default,
        };
        return kind != default;
    }

    private bool TryReadSections(ReadOnlySpan<byte> sections)
    {
        while (true)
        {
            var bar = sections.IndexOf((byte)'|');
            var section = bar < 0 ? sections : sections[..bar];
            if (!section.IsEmpty && section[0] == '@')
            {
                if (!StatsdNumber.TryParse(section[1..], out _rate) || !(_rate is >= MinRate and <= 1))
                {
                    return false;
                }
            }
            else if (!section.IsEmpty && section[0] == '#')
            {
                _tags = section[1..];
            }

            if (bar < 0)
            {
                return true;
            }

            sections = sections[(bar + 1)..];
        }
    }

    private void Problem(AgentCounter counter, ReadOnlySpan<byte> text)
    {
        _counters.Add(counter);
        if (FirstProblem.IsEmpty)
        {
            FirstProblem = text;
        }
    }

    /// <summary>One sample that stands for a billion is a mistake, or one sample too few.</summary>
    private const double MinRate = 1e-9;
}

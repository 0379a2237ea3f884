using System.Buffers.Binary;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// Reads the value lists of one packet of collectd's network protocol without allocating. What cannot be read is counted; behind a part whose
/// length is wrong nothing more can be found.
/// <code>
/// packet = part*              part = type u16, length u16 (with these four bytes), content; all big endian
///   0x0000 host  0x0002 plugin  0x0003 plugin instance  0x0004 type  0x0005 type instance: text that ends in a zero, holds until replaced
///   0x0001 time, 0x0007 interval: u64 seconds     0x0008, 0x0009 the same: u64, 2^-30 seconds
///   0x0006 values: count u16, count kinds of one byte, count values of eight: gauge a little-endian double, else big-endian integers
///   0x0100 message, 0x0101 severity: a notification     0x0200 signature, 0x0210 encrypted parts
/// </code>
/// </summary>
/// <remarks>Format: https://collectd.org/wiki/index.php/Binary_protocol.</remarks>
internal ref struct NetworkReader
{
    private const int PartHeaderBytes = 4;
    private const int NumberPartBytes = PartHeaderBytes + sizeof(ulong);
    private const int ValueBytes = 1 + sizeof(ulong);

    private readonly ReadOnlySpan<byte> _packet;
    private readonly ValueList _list;
    private readonly AgentCounters _counters;
    private int _offset;

    /// <param name="packet">A datagram.</param>
    /// <param name="list">Takes what is read.</param>
    /// <param name="counters">Takes count of what is not read.</param>
    public NetworkReader(ReadOnlySpan<byte> packet, ValueList list, AgentCounters counters)
    {
        _packet = packet;
        _list = list;
        _counters = counters;
        list.Clear();
    }

    /// <summary>What could not be read first, and where, for the log; null when all could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads on to the next list of values; false at the end.</summary>
    public bool TryRead()
    {
        while (_offset < _packet.Length)
        {
            var rest = _packet[_offset..];
            if (rest.Length < PartHeaderBytes)
            {
                return Stop("a part is cut off");
            }

            var type = BinaryPrimitives.ReadUInt16BigEndian(rest);
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length < PartHeaderBytes || length > rest.Length)
            {
                return Stop("a part's length is wrong");
            }

            var content = rest[PartHeaderBytes..length];
            switch (type)
            {
                case 0x0001 or 0x0007 or 0x0008 or 0x0009:
                    if (length != NumberPartBytes)
                    {
                        return Stop("a time is not eight bytes");
                    }

                    ReadTime(type, BinaryPrimitives.ReadUInt64BigEndian(content));
                    break;
                case 0x0000 or 0x0002 or 0x0003 or 0x0004 or 0x0005:
                    if (!TryReadName(type, content))
                    {
                        return Stop("a name does not end in a zero, or is too long");
                    }

                    break;
                case 0x0006:
                    if (!TryReadValues(content))
                    {
                        return Stop("a list of values is none");
                    }

                    _offset += length;
                    return true;
                case 0x0101:
                    break;
                case 0x0200 or 0x0210:
                    _counters.Add(AgentCounter.CollectdProtected);
                    Note("signed and encrypted packets are not read: set SecurityLevel None");
                    _offset = _packet.Length;
                    return false;
                default:
                    _counters.Add(AgentCounter.CollectdUnsupported);
                    break;
            }

            _offset += length;
        }

        return false;
    }

    private readonly void ReadTime(ushort type, ulong value)
    {
        const int FractionBits = 30;
        const ulong MaxSeconds = uint.MaxValue;
        var seconds = type == 0x0008 ? value >> FractionBits : value;
        if (type is 0x0001 or 0x0008)
        {
            // Bounded, the sum below cannot overflow.
            var fraction = type == 0x0008 ? value & ((1UL << FractionBits) - 1) : 0;
            _list.TimeMs = seconds is > 0 and <= MaxSeconds ? (long)((seconds * 1000) + ((fraction * 1000) >> FractionBits)) : null;
        }
    }

    /// <summary>The host is passed over: what reaches the device's own address is of this device.</summary>
    private readonly bool TryReadName(ushort type, ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty || content[^1] != 0)
        {
            return false;
        }

        var name = content[..^1];
        return type switch
        {
            0x0002 => _list.Plugin.TrySet(name),
            0x0003 => _list.PluginInstance.TrySet(name),
            0x0004 => _list.Type.TrySet(name),
            0x0005 => _list.TypeInstance.TrySet(name),
            _ => true,
        };
    }

    private readonly bool TryReadValues(ReadOnlySpan<byte> content)
    {
        _list.ClearValues();
        if (content.Length < sizeof(ushort))
        {
            return false;
        }

        var count = BinaryPrimitives.ReadUInt16BigEndian(content);
        if (count is 0 or > ValueList.MaxValues || content.Length != sizeof(ushort) + (count * ValueBytes))
        {
            return false;
        }

        var kinds = content.Slice(sizeof(ushort), count);
        var values = content[(sizeof(ushort) + count)..];
        for (var i = 0; i < count; i++)
        {
            var kind = (ValueKind)kinds[i];
            var bytes = values.Slice(i * sizeof(ulong), sizeof(ulong));
            if (kind > ValueKind.Absolute)
            {
                return false;
            }

            _list.TryAdd(new CollectdValue(
                kind, kind == ValueKind.Gauge ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes)));
        }

        return true;
    }

    private bool Stop(string problem)
    {
        _counters.Add(AgentCounter.CollectdMalformed);
        Note(problem);
        _offset = _packet.Length;
        return false;
    }

    private void Note(string problem) => Problem ??= $"offset {_offset}: {problem}";
}

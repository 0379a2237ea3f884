using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Fleet.Protocol.Wire;

namespace Fleet.Domain.Metrics;

/// <summary>
/// An exact set of devices, each named by its shard and its ordinal there (shards number their devices 0, 1, 2 ...).
/// Exact since populations divide what people read as "per 1000 devices", and since unions must be free of drift.
/// </summary>
/// <remarks>
/// <para><see cref="Merge"/> is the union: associative, commutative, idempotent; the empty set is its identity.</para>
/// <para>
/// Byte layout: <c>shards : varint</c>, then for each shard, ascending, <c>skipped : varint</c> (shard numbers left
/// out since the previous one) and its ordinals, as in <see cref="OrdinalSetCodec"/>. Equal sets have equal bytes.
/// </para>
/// <para>Not safe for concurrent use.</para>
/// </remarks>
public sealed class DeviceSet
{
    /// <summary>Shards are numbered below this; a cluster has 64.</summary>
    public const int MaxShards = 1024;

    /// <summary>Ordinals of a shard are below this, so that no bitmap of one exceeds 2 MiB: 16 million devices in a shard, 1,000 million in a cluster.</summary>
    public const int MaxOrdinals = 1 << 24;

    /// <summary>Most devices of a set that is read: bounds what a few corrupt bytes can make the reader allocate.</summary>
    public const long MaxDevices = 1L << 26;

    private int[] _shards = [];
    private OrdinalSet[] _ordinals = [];
    private int _length;

    /// <summary>How many devices are in the set.</summary>
    public long Count
    {
        get
        {
            var count = 0L;
            for (var i = 0; i < _length; i++)
                count += _ordinals[i].Count;

            return count;
        }
    }

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public int EncodedLength
    {
        get
        {
            var length = VarintWriter.VarintLength(_length);
            for (var i = 0; i < _length; i++)
                length += VarintWriter.VarintLength(SkippedBefore(i)) + OrdinalSetCodec.EncodedLength(_ordinals[i]);

            return length;
        }
    }

    /// <summary>Adds a device; true when it is new.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shard is not within 0..<see cref="MaxShards"/>-1, or the ordinal not below <see cref="MaxOrdinals"/>.</exception>
    public bool Add(int shard, uint ordinal)
    {
        ThrowUnlessValid(shard, ordinal);
        var at = Find(shard);
        if (at < 0)
        {
            at = ~at;
            Insert(at, shard, new OrdinalSet());
        }

        return _ordinals[at].Add(ordinal);
    }

    /// <summary>Whether a device is in the set.</summary>
    public bool Contains(int shard, uint ordinal)
    {
        var at = Find(shard);
        return at >= 0 && _ordinals[at].Contains(ordinal);
    }

    /// <summary>Takes a device out; true when it was there. The set is then equal to one that it never was in.</summary>
    public bool Remove(int shard, uint ordinal)
    {
        var at = Find(shard);
        if (at < 0 || !_ordinals[at].Remove(ordinal))
            return false;

        if (_ordinals[at].Count == 0)
        {
            Array.Copy(_shards, at + 1, _shards, at, _length - at - 1);
            Array.Copy(_ordinals, at + 1, _ordinals, at, _length - at - 1);
            _length--;
        }

        return true;
    }

    /// <summary>Adds all devices of another set, which stays as it is.</summary>
    public void Merge(DeviceSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < other._length; i++)
        {
            var at = Find(other._shards[i]);
            if (at < 0)
                Insert(~at, other._shards[i], other._ordinals[i].Clone());
            else
                _ordinals[at].Union(other._ordinals[i]);
        }
    }

    /// <summary>An independent copy.</summary>
    public DeviceSet Clone()
    {
        var clone = new DeviceSet();
        clone.Merge(this);
        return clone;
    }

    /// <summary>Writes the one encoding of this set.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var length = EncodedLength;
        var writer = new VarintWriter(output.GetSpan(length)[..length]);
        WriteTo(ref writer);
        output.Advance(length);
    }

    /// <inheritdoc cref="Write"/>
    public void WriteTo(ref VarintWriter writer)
    {
        writer.WriteVarint(_length);
        for (var i = 0; i < _length; i++)
        {
            writer.WriteVarint(SkippedBefore(i));
            OrdinalSetCodec.Write(ref writer, _ordinals[i]);
        }
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote from the front of the remaining bytes, which may be corrupt: anything but
    /// the one encoding of a set is refused with a text that says what is wrong and where.
    /// </summary>
    public static bool TryRead(ref VarintReader reader, [NotNullWhen(true)] out DeviceSet? set, [NotNullWhen(false)] out string? error)
    {
        set = null;
        if (!reader.TryReadVarint(out var shards) || shards > MaxShards)
        {
            error = reader.Describe($"Malformed number of shards, or more than {MaxShards},");
            return false;
        }

        var read = new DeviceSet();
        var shard = -1L;
        var room = MaxDevices;
        for (var i = 0; i < shards; i++)
        {
            if (!reader.TryReadVarint(out var skipped) || skipped >= MaxShards - (shard + 1))
            {
                error = reader.Describe("Malformed shard number");
                return false;
            }

            shard += skipped + 1;
            if (!OrdinalSetCodec.TryRead(ref reader, room, out var ordinals, out error))
                return false;

            read.Insert(i, (int)shard, ordinals);
            room -= ordinals.Count;
        }

        set = read;
        error = null;
        return true;
    }

    /// <summary>The check of <see cref="Add"/>, for those who must not have begun when it fails.</summary>
    internal static void ThrowUnlessValid(int shard, uint ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, MaxShards);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, (uint)MaxOrdinals);
    }

    private int SkippedBefore(int index) => _shards[index] - (index == 0 ? 0 : _shards[index - 1] + 1);

    private int Find(int shard) => _shards.AsSpan(0, _length).BinarySearch(shard);

    private void Insert(int at, int shard, OrdinalSet ordinals)
    {
        if (_length == _shards.Length)
        {
            var capacity = _length == 0 ? 1 : _length * 2;
            Array.Resize(ref _shards, capacity);
            Array.Resize(ref _ordinals, capacity);
        }

        Array.Copy(_shards, at, _shards, at + 1, _length - at);
        Array.Copy(_ordinals, at, _ordinals, at + 1, _length - at);
        _shards[at] = shard;
        _ordinals[at] = ordinals;
        _length++;
    }
}

using Fleet.DeviceAgent.Metrics;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>
/// Which tags become part of which keys: <c>http.requests:1|c|#method:GET,host:a</c> counts as <c>http.requests/method:get</c> when the
/// configuration lists <c>method</c> for <c>http.requests</c>. Tags that are not listed are dropped: every combination of tags would be a
/// metric of its own, and a fleet has room for few.
/// </summary>
internal sealed class TagKeys
{
    private readonly Dictionary<MetricName, byte[][]> _tags = new(MetricNameComparer.Instance);
    private readonly Dictionary<MetricName, byte[][]>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    /// <param name="tags">Tag names by key, in the order in which they go into the key.</param>
    public TagKeys(IReadOnlyDictionary<string, IReadOnlyList<string>> tags)
    {
        foreach (var (key, names) in tags)
        {
            _tags.Add(MetricName.Of(key), [.. names.Select(System.Text.Encoding.UTF8.GetBytes)]);
        }

        _byBytes = _tags.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Appends the listed tags to the key in <paramref name="buffer"/>.</summary>
    /// <param name="buffer">Begins with the key, and has room for <see cref="ProtocolLimits.MaxKeyLength"/> bytes.</param>
    /// <param name="keyLength">In: of the plain key. Out: of the key with its tags.</param>
    /// <param name="tags">As sent: <c>name:value,name:value</c>.</param>
    /// <param name="dropped">Tags that are not part of the key now.</param>
    /// <returns>False when the key with its tags is too long.</returns>
    public bool TryAppend(Span<byte> buffer, ref int keyLength, ReadOnlySpan<byte> tags, out int dropped)
    {
        dropped = tags.Count((byte)',') + 1;
        if (_tags.Count == 0 || !_byBytes.TryGetValue(buffer[..keyLength], out var names))
        {
            return true;
        }

        var length = keyLength;
        foreach (var name in names)
        {
            if (TryFind(tags, name, out var tagValue))
            {
                if (!TryWrite(buffer, ref length, name, tagValue))
                {
                    return false;
                }

                dropped--;
            }
        }

        keyLength = length;
        return true;
    }

    private static bool TryFind(ReadOnlySpan<byte> tags, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (var range in tags.Split((byte)','))
        {
            var tag = tags[range];
            if (tag.StartsWith(name) && tag.Length > name.Length + 1 && tag[name.Length] == ':')
            {
                value = tag[(name.Length + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }

    private static bool TryWrite(Span<byte> buffer, ref int length, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (length + name.Length + value.Length + 2 > Math.Min(buffer.Length, ProtocolLimits.MaxKeyLength))
        {
            return false;
        }

        buffer[length++] = (byte)'/';
        Append(buffer, ref length, name);
        buffer[length++] = (byte)':';
        Append(buffer, ref length, value);
        return true;
    }

    private static void Append(Span<byte> buffer, ref int length, ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
        {
            buffer[length++] = StatsdKey.FoldOrReplace(b);
        }
    }
}

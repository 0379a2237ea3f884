using System.Globalization;
using System.Text;
using Fleet.DeviceAgent.Statsd;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// The key of a value: <c>plugin[.plugin_instance][.type][.type_instance][.source]</c> in lower case, <c>_</c> for characters that no key has.
/// A type that is named as its plugin is left out, and so is the source of a type that has only one:
/// <c>cpu.0.user</c>, <c>load.shortterm</c>, <c>interface.eth0.if_octets.rx</c>, <c>df.root.df_complex.used</c>, <c>uptime</c>.
/// </summary>
internal static class CollectdKey
{
    /// <summary>Writes the key of one of the list's values; false when it has no plugin or type, or is too long.</summary>
    /// <param name="list">Whose value.</param>
    /// <param name="index">Of the value.</param>
    /// <param name="buffer">Room for <see cref="ProtocolLimits.MaxKeyLength"/> bytes.</param>
    /// <param name="length">Of the key.</param>
    public static bool TryWrite(ValueList list, int index, Span<byte> buffer, out int length)
    {
        length = 0;
        var plugin = list.Plugin.Bytes;
        var type = list.Type.Bytes;
        if (plugin.IsEmpty || type.IsEmpty)
        {
            return false;
        }

        return TryAppend(plugin, buffer, ref length)
            && TryAppend(list.PluginInstance.Bytes, buffer, ref length)
            && TryAppend(type.SequenceEqual(plugin) ? default : type, buffer, ref length)
            && TryAppend(list.TypeInstance.Bytes, buffer, ref length)
            && (list.Count == 1 || TryAppendSource(list, index, buffer, ref length));
    }

    /// <summary>Sources that nobody named are numbered.</summary>
    private static bool TryAppendSource(ValueList list, int index, Span<byte> buffer, ref int length)
    {
        var name = list.Source(index).Bytes;
        return TryAppend(name.IsEmpty ? Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)) : name, buffer, ref length);
    }

    private static bool TryAppend(ReadOnlySpan<byte> part, Span<byte> buffer, ref int length)
    {
        if (part.IsEmpty)
        {
            return true;
        }

        var dot = length > 0 ? 1 : 0;
        if (length + dot + part.Length > ProtocolLimits.MaxKeyLength)
        {
            return false;
        }

        if (dot > 0)
        {
            buffer[length++] = (byte)'.';
        }

        foreach (var b in part)
        {
            buffer[length++] = StatsdKey.FoldOrReplace(b);
        }

        return true;
    }
}

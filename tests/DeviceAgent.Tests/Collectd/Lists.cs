using System.Globalization;
using System.Text;
using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Tests.Collectd;

/// <summary>What the readers make of packets and bodies, as text that can be compared.</summary>
internal static class Lists
{
    /// <summary>The first packet that Debian's collectd 5.12 sent by its network plugin.</summary>
    public static byte[] CapturedPacket => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Collectd", "Captured", "network.bin"));

    /// <summary>Some of the values that it posted by write_http.</summary>
    public static byte[] CapturedBody => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Collectd", "Captured", "write_http.json"));

    public static List<string> OfPacket(ReadOnlySpan<byte> packet, AgentCounters? counters = null, TypesDb? types = null)
    {
        var list = new ValueList();
        var reader = new NetworkReader(packet, list, counters ?? new AgentCounters());
        var texts = new List<string>();
        while (reader.TryRead())
        {
            types?.Name(list);
            texts.Add(Text(list));
        }

        return texts;
    }

    public static List<string> OfBody(ReadOnlySpan<byte> body, AgentCounters? counters = null)
    {
        var list = new ValueList();
        var reader = new WriteHttpReader(body, list, counters ?? new AgentCounters());
        var texts = new List<string>();
        while (reader.TryRead())
        {
            texts.Add(Text(list));
        }

        return texts;
    }

    public static List<string> OfBody(string body, AgentCounters? counters = null) => OfBody(Encoding.UTF8.GetBytes(body), counters);

    /// <summary><c>plugin-instance/type-instance@time kind:source=value ...</c></summary>
    private static string Text(ValueList list)
    {
        var text = new StringBuilder($"{Name(list.Plugin)}-{Name(list.PluginInstance)}/{Name(list.Type)}-{Name(list.TypeInstance)}@{list.TimeMs}");
        for (var i = 0; i < list.Count; i++)
        {
            var value = list[i].Kind switch
            {
                ValueKind.Gauge => list[i].Number.ToString("R", CultureInfo.InvariantCulture),
                ValueKind.Derive => ((long)list[i].Bits).ToString(CultureInfo.InvariantCulture),
                _ => list[i].Bits.ToString(CultureInfo.InvariantCulture),
            };
            text.Append(CultureInfo.InvariantCulture, $" {list[i].Kind}:{Name(list.Source(i))}={value}");
        }

        return text.ToString();
    }

    private static string Name(NameField name) => Encoding.UTF8.GetString(name.Bytes);
}

using System.Buffers;
using MessagePack;

namespace Fleet.Domain.Devices;

/// <summary>An array of <c>[boot bin16, started_at_ms]</c>.</summary>
internal static class BootAnchorCodec
{
    public static void Write(ref MessagePackWriter writer, IReadOnlyList<BootAnchor> anchors)
    {
        writer.WriteArrayHeader(anchors.Count);
        foreach (var anchor in anchors)
        {
            writer.WriteArrayHeader(2);
            writer.Write(anchor.BootId.ToByteArray(bigEndian: true));
            writer.Write(anchor.StartedAtMs);
        }
    }

    public static BootAnchor[] Read(ref MessagePackReader reader)
    {
        var anchors = new BootAnchor[reader.ReadArrayHeader()];
        for (var i = 0; i < anchors.Length; i++)
        {
            var fields = reader.ReadArrayHeader();
            var boot = reader.ReadBytes() ?? ReadOnlySequence<byte>.Empty;
            anchors[i] = new BootAnchor(new Guid(boot.ToArray(), bigEndian: true), reader.ReadInt64());
            for (var unknown = 2; unknown < fields; unknown++)
            {
                reader.Skip();
            }
        }

        return anchors;
    }
}

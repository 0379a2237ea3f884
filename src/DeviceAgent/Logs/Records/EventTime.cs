using System.Buffers.Binary;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Records;

/// <summary>
/// Times as Fluentd and fluent-bit write them: seconds as an integer or a float, or their EventTime, an extension of type 0 with seconds and nanoseconds in 4 bytes
/// each (<see href="https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1">forward protocol, EventTime</see>).
/// </summary>
internal static class EventTime
{
    private const sbyte ExtensionType = 0;
    private const int ExtensionBytes = 8;

    /// <summary>Seconds beyond the year 9999 are no time.</summary>
    private const double MaxSeconds = 253_402_300_799;

    /// <summary>Reads one whole value, whatever it is.</summary>
    /// <returns>Microseconds since 1970 UTC; null when it is no time.</returns>
    public static long? Read(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                return OfSeconds(reader.ReadUInt64());
            case MessagePackType.Integer:
                return OfSeconds(reader.ReadInt64());
            case MessagePackType.Float:
                return OfSeconds(reader.ReadDouble());
            case MessagePackType.Extension:
                var extension = reader.ReadExtensionFormat();
                if (extension.TypeCode != ExtensionType || extension.Data.Length != ExtensionBytes)
                {
                    return null;
                }

                var bytes = extension.Data.FirstSpan;
                return (BinaryPrimitives.ReadUInt32BigEndian(bytes) * 1_000_000L) + (BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) / 1000);
            default:
                reader.Skip();
                return null;
        }
    }

    private static long? OfSeconds(double seconds) => seconds is >= 0 and <= MaxSeconds ? (long)Math.Round(seconds * 1e6) : null;
}

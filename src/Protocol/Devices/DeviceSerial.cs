using System.Buffers;

namespace Fleet.Protocol.Devices;

/// <summary>The alphabet of serials: nothing that needs quoting in a path, a query or a file name.</summary>
public static class DeviceSerial
{
    public const string Pattern = "[A-Za-z0-9._:-]{1,128}";

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    public static bool IsValid(ReadOnlySpan<char> serial) =>
        serial.Length is > 0 and <= ProtocolLimits.MaxSerialLength && !serial.ContainsAnyExcept(Characters);
}

using Fleet.Protocol;
using Fleet.Protocol.Devices;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>What a Linux system says of itself, for the settings that nobody gave.</summary>
internal sealed class IdentityProbe
{
    private const string Unknown = "unknown";

    /// <summary>The board's model by device tree, else by firmware, else the machine's architecture.</summary>
    private static readonly string[] ModelFiles = ["proc/device-tree/model", "sys/class/dmi/id/board_name", "sys/class/dmi/id/product_name"];

    /// <param name="root">Of the file system.</param>
    public IdentityProbe(string root = "/")
    {
        var machineId = ReadFirstLine(Path.Combine(root, "etc/machine-id"));
        Serial = machineId is not null && DeviceSerial.IsValid(machineId) ? machineId : null;
        HardwareVersion = ModelFiles.Select(file => ReadFirstLine(Path.Combine(root, file))).FirstOrDefault(model => model is not null)
            ?? System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        var release = ReadRelease(Path.Combine(root, "etc/os-release"));
        SoftwareType = release.GetValueOrDefault("ID") ?? "linux";
        SoftwareVersion = release.GetValueOrDefault("VERSION_ID") ?? release.GetValueOrDefault("BUILD_ID") ?? Unknown;
    }

    public string? Serial { get; }

    public string HardwareVersion { get; }

    public string SoftwareType { get; }

    public string SoftwareVersion { get; }

    private static Dictionary<string, string> ReadRelease(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return values;
        }

        foreach (var line in File.ReadLines(path))
        {
            var equals = line.IndexOf('=');
            if (equals > 0 && Clean(line[(equals + 1)..].Trim('"', '\'')) is { } value)
            {
                values[line[..equals]] = value;
            }
        }

        return values;
    }

    private static string? ReadFirstLine(string path)
    {
        try
        {
            return File.Exists(path) ? Clean(File.ReadLines(path).FirstOrDefault("")) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Device tree texts end in a zero, firmware pads with blanks.</summary>
    private static string? Clean(string text)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c))).Trim();
        return clean.Length == 0 ? null : clean.Length <= ProtocolLimits.MaxVersionLength ? clean : clean[..ProtocolLimits.MaxVersionLength];
    }
}

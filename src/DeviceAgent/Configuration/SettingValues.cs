using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fleet.Protocol;
using Fleet.Protocol.Devices;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>Values of settings from their text. Each returns what is wrong, or null.</summary>
internal static class SettingValues
{
    private const string KeyPrefix = "flt_key_";

    public static string? CheckKey(string text) =>
        text.StartsWith(KeyPrefix, StringComparison.Ordinal) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? null
            : $"a project key begins with {KeyPrefix} and holds letters, digits, _ and - only";

    public static string? CheckSerial(string text) => DeviceSerial.IsValid(text) ? null : $"'{text}' does not match {DeviceSerial.Pattern}";

    public static string? CheckVersion(string text) =>
        text.Length is 0 or > ProtocolLimits.MaxVersionLength || text.Any(char.IsControl)
            ? $"1 to {ProtocolLimits.MaxVersionLength} printable characters expected"
            : null;

    /// <summary>Any text but none.</summary>
    public static string? Some(string text, Action<string> set)
    {
        set(text);
        return text.Length > 0 ? null : "is empty";
    }

    public static string? Version(string text, Action<string> set)
    {
        set(text);
        return CheckVersion(text);
    }

    public static string? Url(string text, Action<Uri> set)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return $"'{text}' is not a URL such as https://fleet.example.com";
        }

        set(url);
        return null;
    }

    /// <summary>A whole number and one of <c>ms s m h d</c>.</summary>
    public static string? Duration(string text, TimeSpan least, TimeSpan most, Action<TimeSpan> set)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        TimeSpan? unit = text[digits..].Trim() switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" or "min" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is null || !TryCount(text.AsSpan(0, digits), out var count))
        {
            return $"'{text}' is not a duration such as \"10s\", \"15m\" or \"1h\"";
        }

        if (count > most / unit.Value || unit.Value * count < least)
        {
            return $"'{text}' is not between {Name(least)} and {Name(most)}";
        }

        set(unit.Value * count);
        return null;
    }

    /// <summary>A whole number and one of <c>B KiB MiB GiB</c>.</summary>
    public static string? Size(string text, long least, long most, Action<long> set)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        long? unit = text[digits..].Trim() switch
        {
            "" or "B" => 1,
            "KiB" => 1L << 10,
            "MiB" => 1L << 20,
            "GiB" => 1L << 30,
            _ => null,
        };
        if (unit is null || !TryCount(text.AsSpan(0, digits), out var count))
        {
            return $"'{text}' is not a size such as \"16MiB\"";
        }

        if (count > most / unit.Value || unit.Value * count < least)
        {
            return $"'{text}' is not between {least >> 20} MiB and {most >> 20} MiB";
        }

        set(unit.Value * count);
        return null;
    }

    /// <summary>An address and a port; empty for none.</summary>
    public static string? EndPoint(string text, Action<IPEndPoint?> set)
    {
        if (text.Length == 0)
        {
            set(null);
            return null;
        }

        // An address alone, such as ::1, is an endpoint too, whose port the kernel would choose.
        if (!IPEndPoint.TryParse(text, out var endpoint) || !text.Contains(endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? "]:" : ":", StringComparison.Ordinal))
        {
            return $"'{text}' is not an address and port such as \"127.0.0.1:8125\" (\"\" listens nowhere)";
        }

        set(endpoint);
        return null;
    }

    /// <summary>A host and a port.</summary>
    public static string? Target(string text, Action<ProbeTarget> set)
    {
        var colon = text.LastIndexOf(':');
        var host = text[..Math.Max(colon, 0)].Trim('[', ']');
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            return $"'{text}' is not a host and port such as \"example.com:443\"";
        }

        set(new ProbeTarget(host, port));
        return null;
    }

    public static string? Flag(string text, Action<bool> set)
    {
        if (text is not ("true" or "false"))
        {
            return $"'{text}' is neither true nor false";
        }

        set(text == "true");
        return null;
    }

    /// <summary>A whole number of any length: one beyond all limits is too large, and still a number.</summary>
    private static bool TryCount(ReadOnlySpan<char> digits, out long count)
    {
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            count = long.MaxValue;
        }

        return !digits.IsEmpty;
    }

    private static string Name(TimeSpan duration) =>
        duration >= TimeSpan.FromDays(1) ? $"{duration.TotalDays} d" : $"{duration.TotalSeconds} s";
}

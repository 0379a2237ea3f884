using System.Text;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// Which keys are kept: those that some pattern matches and no pattern with a <c>!</c> in front. <c>*</c> stands for any characters, dots
/// included, <c>?</c> for one.
/// </summary>
internal sealed class KeepList
{
    /// <summary>What most products look at. Not kept: what collectd counts per process group, per disk partition and of databases and servers.</summary>
    public static readonly IReadOnlyList<string> Default =
    [
        "cpu.*", "memory.*", "swap.*", "load.*", "uptime", "df.*", "disk.*.disk_octets.*", "interface.*", "!interface.lo.*", "wireless.*",
        "thermal.*", "sensors.*", "battery.*", "statsd.*",
    ];

    private readonly byte[][] _kept;
    private readonly byte[][] _dropped;

    public KeepList(IReadOnlyList<string> patterns)
    {
        var folded = patterns.Select(pattern => Encoding.ASCII.GetBytes(pattern.ToLowerInvariant())).ToList();
        _kept = [.. folded.Where(pattern => pattern[0] != '!')];
        _dropped = [.. folded.Where(pattern => pattern[0] == '!').Select(pattern => pattern[1..])];
    }

    /// <summary>What is wrong with a pattern, or null.</summary>
    public static string? Check(string pattern)
    {
        var glob = pattern.StartsWith('!') ? pattern[1..] : pattern;
        return glob.Length > 0 && glob.All(c => char.IsAsciiLetterOrDigit(c) || "._:/@%+-*?".Contains(c))
            ? null
            : $"'{pattern}' is not a pattern such as \"cpu.*\" or \"!interface.lo.*\"";
    }

    public bool Keeps(ReadOnlySpan<byte> key) => MatchesAny(_kept, key) && !MatchesAny(_dropped, key);

    private static bool MatchesAny(byte[][] patterns, ReadOnlySpan<byte> key)
    {
        foreach (var pattern in patterns)
        {
            if (Matches(pattern, key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Only the last star ever needs another try: an earlier one has matched as little as it can already.</summary>
    private static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> key)
    {
        var (p, k, star, tried) = (0, 0, -1, 0);
        while (k < key.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, tried) = (p++, k);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == key[k]))
            {
                p++;
                k++;
            }
            else if (star >= 0)
            {
                (p, k) = (star + 1, ++tried);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart((byte)'*').IsEmpty;
    }
}

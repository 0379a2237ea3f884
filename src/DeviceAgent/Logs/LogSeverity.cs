namespace Fleet.DeviceAgent.Logs;

/// <summary>Syslog severities by the names that programs use for them.</summary>
internal static class LogSeverity
{
    public const int Debug = 7;

    private const int MaxName = 16;

    private static readonly string[] Names = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

    public static string NameOf(int level) => Names[level];

    /// <summary>A name in any case, or a digit from 0 to 7.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int level)
    {
        level = 0;
        if (text.Length is 0 or > MaxName)
        {
            return false;
        }

        if (text.Length == 1 && text[0] is >= '0' and <= '7')
        {
            level = text[0] - '0';
            return true;
        }

        Span<char> lower = stackalloc char[MaxName];
        var length = text.ToLowerInvariant(lower);
        int? found = lower[..length] switch
        {
            "emerg" or "emergency" or "panic" => 0,
            "alert" => 1,
            "crit" or "critical" or "fatal" => 2,
            "err" or "error" => 3,
            "warning" or "warn" => 4,
            "notice" => 5,
            "info" or "information" or "informational" => 6,
            "debug" or "trace" or "verbose" => 7,
            _ => null,
        };
        level = found ?? 0;
        return found is not null;
    }
}

using Fleet.Protocol.Sync;

namespace Fleet.Domain.Retention;

/// <summary>How long each kind may be kept, and where its past begins. Pure.</summary>
public static class RetentionRules
{
    /// <summary>In the place of a number of days: nothing of the kind expires.</summary>
    public const int Forever = 0;

    /// <summary>Horizons lie at the begin of UTC days, which is what column files and buckets are cut by: less than one would empty the present.</summary>
    public const int MinDays = 1;

    /// <summary>Ten years: longer than most products are looked after. Who wants more says forever.</summary>
    public const int MaxDays = 3_650;

    private const long DayMs = 24L * 3_600_000;

    /// <summary>All kinds, in order.</summary>
    public static IReadOnlyList<RetentionKind> Kinds { get; } = Enum.GetValues<RetentionKind>();

    /// <summary>Days that a kind is kept when nobody says.</summary>
    public static int DefaultDays(RetentionKind kind) => kind switch
    {
        RetentionKind.Reports => 90,
        RetentionKind.Rollups => 400,
        RetentionKind.Logs => 30,
        RetentionKind.Traces => 180,
        RetentionKind.Coredumps => 60,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind"),
    };

    public static bool IsValid(int days) => days is Forever or (>= MinDays and <= MaxDays);

    /// <summary>Kind of an observation; null for entries that are none.</summary>
    public static RetentionKind? KindOf(EntryType type) => type switch
    {
        EntryType.LogFile => RetentionKind.Logs,
        EntryType.Reboot or EntryType.Trace or EntryType.Crash => RetentionKind.Traces,
        EntryType.Coredump or EntryType.Recording or EntryType.Telemetry => RetentionKind.Coredumps,
        _ => null,
    };

    /// <summary>Observations of a kind.</summary>
    public static IReadOnlyList<EntryType> TypesOf(RetentionKind kind) => [.. Enum.GetValues<EntryType>().Where(type => KindOf(type) == kind)];

    /// <summary>
    /// Begin of the UTC day before which nothing of the kind is kept at a time: all are kept for as many days at least, and for less than one more.
    /// </summary>
    /// <returns>Milliseconds since 1970 UTC; 0 when nothing expires.</returns>
    public static long HorizonMs(long nowMs, int days) => days == Forever ? 0 : Math.Max(0, StartOfDay(nowMs) - (days * DayMs));

    /// <summary>Whether what was captured then had expired already when the server received it.</summary>
    public static bool IsLate(long capturedAtMs, long receivedAtMs, int days) => capturedAtMs < HorizonMs(receivedAtMs, days);

    private static long StartOfDay(long ms) => ms - (ms % DayMs);
}

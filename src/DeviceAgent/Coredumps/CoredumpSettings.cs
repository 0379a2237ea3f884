using System.Globalization;
using Fleet.DeviceAgent.Configuration;
using Fleet.Protocol.Coredumps;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>The settings of coredumps, as the configuration reads them.</summary>
internal static class CoredumpSettings
{
    private const long LeastStack = 4096;
    private const long MostStack = 8L << 20;
    private const long LeastCore = 64 * 1024;
    private const long MostBytes = 64L << 30;
    private const int MostCoresPerHour = 3600;
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    public static readonly IReadOnlyList<Setting> All =
    [
        One("coredump.enabled", "BOOL", "take cores when the kernel hands them over; default true", (draft, text) =>
            SettingValues.Flag(text, enabled => Change(draft, options => options with { IsEnabled = enabled }))),
        One("coredump.strategy", "NAME", "threads (stacks and what names the modules), registers, full or none; default threads", SetStrategy),
        One("coredump.stack_bytes", "SIZE", "of each stack, from its top; default 32KiB", (draft, text) =>
            Size(text, LeastStack, MostStack, size => Change(draft, options => options with { StackBytes = size }))),
        One("coredump.max_size", "SIZE", "of one core, compressed; a larger one is taken with the next smaller strategy; default 96MiB", (draft, text) =>
            Size(text, LeastCore, MostBytes, size => Change(draft, options => options with { MaxCoreBytes = size }))),
        One("coredump.max_total", "SIZE", "of all cores that wait to be asked for; default 256MiB", (draft, text) =>
            Size(text, LeastCore, MostBytes, size => Change(draft, options => options with { MaxTotalBytes = size }))),
        One("coredump.rate", "COUNT", "cores of one program in an hour; default 5", SetRate),
        new("coredump.programs", null, "GLOBS", "programs of which cores are kept, [\"app-*\"], or are not, [\"!bash\"]; default all", SetPrograms, isList: true),
        One("coredump.timeout", "TIME", "how long a dying process may be held; default 30s", (draft, text) =>
            SettingValues.Duration(text, ShortestTimeout, LongestTimeout, timeout => Change(draft, options => options with { Timeout = timeout }))),
    ];

    private static Setting One(string key, string placeholder, string help, Func<ConfigurationDraft, string, string?> apply) =>
        new(key, null, placeholder, help, (draft, values) => values.Count == 1 ? apply(draft, values[0]) : "one value expected, not a list");

    private static void Change(ConfigurationDraft draft, Func<CoredumpOptions, CoredumpOptions> change) => draft.Coredump = change(draft.Coredump);

    /// <summary>The general one speaks of mebibytes only.</summary>
    private static string? Size(string text, long least, long most, Action<long> set) =>
        SettingValues.Size(text, least, most, set) is not { } problem ? null
            : problem.Contains(" MiB and ", StringComparison.Ordinal) ? $"'{text}' is not between {least >> 10} KiB and {most >> 20} MiB"
            : problem;

    private static string? SetStrategy(ConfigurationDraft draft, string text)
    {
        CoreStrategy? strategy = text switch
        {
            "threads" => CoreStrategy.Threads,
            "registers" => CoreStrategy.Registers,
            "full" => CoreStrategy.Full,
            "none" => CoreStrategy.None,
            _ => null,
        };
        Change(draft, options => options with { Strategy = strategy ?? options.Strategy });
        return strategy is null ? $"'{text}' is none of threads, registers, full, none" : null;
    }

    private static string? SetRate(ConfigurationDraft draft, string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cores) || cores > MostCoresPerHour)
        {
            return $"'{text}' is not a number from 0 to {MostCoresPerHour}";
        }

        Change(draft, options => options with { CoresPerHour = cores });
        return null;
    }

    private static string? SetPrograms(ConfigurationDraft draft, IReadOnlyList<string> globs)
    {
        Change(draft, options => options with { Programs = globs });
        return globs.FirstOrDefault(glob => glob.TrimStart('!').Length == 0) is null ? null : "a glob is empty";
    }
}

using System.Globalization;
using System.Net;
using Fleet.DeviceAgent.Logs;
using Fleet.DeviceAgent.Logs.Store;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>The settings of the log.</summary>
internal static class LogSettings
{
    /// <summary>Of <c>sockaddr_un</c>, less the zero at its end.</summary>
    private const int MaxSocketPath = 107;

    private const int MaxLinesPerMinute = 10_000_000;

    private static readonly TimeSpan ShortestFlush = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestFlush = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestRotation = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRotation = TimeSpan.FromDays(1);

    public static readonly IReadOnlyList<Setting> All =
    [
        Setting.One("logs.enabled", "--logs", "BOOL", "keep logs on the device; default true", (draft, text) =>
            SettingValues.Flag(text, enabled => draft.Logs = draft.Logs with { IsEnabled = enabled })),
        EndPoint("logs.syslog", "--syslog", "syslog over UDP; default 127.0.0.1:5514", (logs, endpoint) => logs with { Syslog = endpoint }),
        EndPoint("logs.syslog_tcp", "--syslog-tcp", "syslog over TCP; default 127.0.0.1:5514", (logs, endpoint) => logs with { SyslogTcp = endpoint }),
        Setting.One("logs.syslog_socket", null, "PATH", "Unix socket such as /dev/log that programs write syslog to; default none", (draft, text) =>
        {
            draft.Logs = draft.Logs with { SyslogSocket = text };
            return text.Length == 0 || (text[0] == '/' && text.Length <= MaxSocketPath) ? null : $"an absolute path of at most {MaxSocketPath} characters expected";
        }),
        EndPoint("logs.fluent_bit", "--fluent-bit", "fluent-bit's tcp output, msgpack; default 127.0.0.1:5171", (logs, endpoint) => logs with { FluentBit = endpoint }),
        EndPoint("logs.forward", "--forward", "Fluentd's forward protocol; default 127.0.0.1:24224", (logs, endpoint) => logs with { Forward = endpoint }),
        Setting.One("logs.journal", "--journal", "BOOL", "follow systemd's journal; default false", (draft, text) =>
            SettingValues.Flag(text, follows => draft.Logs = draft.Logs with { Journal = follows })),
        Setting.List("logs.journal_options", "OPTIONS", "further options of journalctl, such as \"--unit=app.service\"", (draft, options) =>
        {
            draft.Logs = draft.Logs with { JournalOptions = options };
            return options.FirstOrDefault(option => !option.StartsWith('-')) is { } wrong ? $"'{wrong}' is no option" : null;
        }),
        Setting.List("logs.files", "PATHS", "files to follow, with * and ? in names; default none", (draft, files) =>
        {
            draft.Logs = draft.Logs with { Files = files };
            return files.FirstOrDefault(file => !file.StartsWith('/')) is { } relative ? $"'{relative}' is not an absolute path" : null;
        }),
        Setting.One("logs.min_level", null, "LEVEL", "least severe level that is kept: emerg ... debug; default debug", (draft, text) =>
        {
            var isLevel = LogSeverity.TryParse(text, out var level);
            draft.Logs = draft.Logs with { MinimumLevel = level };
            return isLevel ? null : $"'{text}' is none of emerg, alert, crit, err, warning, notice, info, debug";
        }),
        Setting.One("logs.max_lines_per_minute", null, "N", $"lines above it are dropped and counted; default {LogOptions.DefaultLinesPerMinute}", (draft, text) =>
        {
            var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines is >= 1 and <= MaxLinesPerMinute;
            draft.Logs = draft.Logs with { LinesPerMinute = lines };
            return isNumber ? null : $"'{text}' is not between 1 and {MaxLinesPerMinute}";
        }),
        Setting.One("logs.max_size", null, "SIZE", "the log may take this much disk; default 64MiB", (draft, text) =>
            SettingValues.Size(text, LogStoreOptions.LeastBytes, LogStoreOptions.MostBytes, size => Store(draft, store => store with { MaxBytes = size }))),
        Setting.One("logs.flush_interval", null, "TIME", "how long lines are in memory alone; default 5s", (draft, text) =>
            SettingValues.Duration(text, ShortestFlush, LongestFlush, interval => Store(draft, store => store with { FlushInterval = interval }))),
        Setting.One("logs.sync_interval", null, "TIME", "the least time between two flushes of the disk; default the report interval", (draft, text) =>
            SettingValues.Duration(text, ShortestFlush, LongestRotation, interval => Store(draft, store => store with { SyncInterval = interval }))),
        Setting.One("logs.rotate_size", null, "SIZE", "uncompressed size of a piece of the log; default 10MiB", (draft, text) =>
            SettingValues.Size(text, LogStoreOptions.LeastBytes, LogStoreOptions.MostBytes, size => Store(draft, store => store with { RotateBytes = size }))),
        Setting.One("logs.rotate_interval", null, "TIME", "age of a piece of the log; default 1h", (draft, text) =>
            SettingValues.Duration(text, ShortestRotation, LongestRotation, interval => Store(draft, store => store with { RotateAfter = interval }))),
    ];

    private static Setting EndPoint(string key, string option, string help, Func<LogOptions, IPEndPoint?, LogOptions> set) =>
        Setting.One(key, option, "ADDR:PORT", $"{help}, \"\" for none", (draft, text) => SettingValues.EndPoint(text, endpoint => draft.Logs = set(draft.Logs, endpoint)));

    private static void Store(ConfigurationDraft draft, Func<LogStoreOptions, LogStoreOptions> set) => draft.Logs = draft.Logs with { Store = set(draft.Logs.Store) };
}

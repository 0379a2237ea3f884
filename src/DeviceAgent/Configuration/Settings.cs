using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Memory;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Sync;
using Fleet.DeviceAgent.Telemetry;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>The one list of settings that the file, the command line and the help are read from.</summary>
internal static class Settings
{
    private static readonly TimeSpan ShortestSampling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestProbing = TimeSpan.FromDays(1);

    public static readonly IReadOnlyList<Setting> All =
    [
        One("collection.enabled", null, "BOOL", "false: nothing is collected, stored or sent until it is turned on; default true", (draft, text) =>
            SettingValues.Flag(text, enabled => draft.IsCollecting = enabled)),
        One("server.url", "--server", "URL", "where the Fleet server is", (draft, text) =>
            SettingValues.Url(text, url => draft.Server.Url = url)),
        One("server.key", "--key", "KEY", "project key, flt_key_...", (draft, text) =>
        {
            draft.Server.Key = text;
            return SettingValues.CheckKey(text);
        }),
        One("server.key_file", "--key-file", "FILE", "file that holds the project key", (draft, text) =>
            SettingValues.Some(text, path => draft.Server.KeyFile = path)),
        One("server.ca_file", "--ca-file", "FILE", "PEM: the only authorities that are trusted; default: those of the system", (draft, text) =>
            SettingValues.Some(text, path => draft.Server.CaFile = path)),
        One("server.client_certificate", null, "FILE", "PEM: certificate, and chain, shown to the server", (draft, text) =>
            SettingValues.Some(text, path => draft.Server.ClientCertificate = path)),
        One("server.client_key", null, "FILE", "PEM: its key; default: in the certificate's file", (draft, text) =>
            SettingValues.Some(text, path => draft.Server.ClientKey = path)),
        One("server.proxy", null, "URL", "HTTP proxy; default: HTTPS_PROXY and NO_PROXY of the environment", (draft, text) =>
            SettingValues.Url(text, url => draft.Server.Proxy = url)),
        One("device.serial", "--serial", "S", "unique in the project; default: /etc/machine-id", (draft, text) =>
        {
            draft.Serial.Value = text;
            return SettingValues.CheckSerial(text);
        }),
        One("device.hardware_version", "--hardware-version", "V", "default: from the device tree or DMI", (draft, text) =>
            SettingValues.Version(text, version => draft.HardwareVersion.Value = version)),
        One("device.software_type", "--software-type", "T", "default: ID of /etc/os-release", (draft, text) =>
            SettingValues.Version(text, type => draft.SoftwareType = type)),
        One("device.software_version", "--software-version", "V", "default: VERSION_ID of /etc/os-release", (draft, text) =>
            SettingValues.Version(text, version => draft.SoftwareVersion.Value = version)),
        One("device.serial_file", null, "FILE", "whose first line is the serial", (draft, text) =>
            SettingValues.Some(text, path => draft.Serial.File = path)),
        One("device.serial_command", null, "COMMAND", "that prints the serial", (draft, text) =>
            SettingValues.Some(text, command => draft.Serial.Command = command)),
        One("device.hardware_version_file", null, "FILE", "whose first line is the hardware version", (draft, text) =>
            SettingValues.Some(text, path => draft.HardwareVersion.File = path)),
        One("device.hardware_version_command", null, "COMMAND", "that prints the hardware version", (draft, text) =>
            SettingValues.Some(text, command => draft.HardwareVersion.Command = command)),
        One("device.software_version_file", null, "FILE", "whose first line is the software version", (draft, text) =>
            SettingValues.Some(text, path => draft.SoftwareVersion.File = path)),
        One("device.software_version_command", null, "COMMAND", "that prints the software version", (draft, text) =>
            SettingValues.Some(text, command => draft.SoftwareVersion.Command = command)),
        One("report.interval", "--report-interval", "TIME", "length of a report; default 1h. The server may change it, unless it is given here", (draft, text) =>
            SettingValues.Duration(text, ServerConfiguration.ShortestInterval, ServerConfiguration.LongestInterval, interval => draft.ReportInterval = interval)),
        One("statsd.listen", "--statsd", "ADDR:PORT", "UDP; default 127.0.0.1:8125, \"\" for none", (draft, text) =>
            SettingValues.EndPoint(text, endpoint => draft.Statsd = endpoint)),
        One("statsd.socket", "--statsd-socket", "PATH", "Unix datagram socket besides; default none", (draft, text) =>
            SetSocket(text, path => draft.StatsdSocket = path)),
        One("collectd.http", "--collectd-http", "ADDR:PORT", "TCP, for write_http to post to /collectd; default 127.0.0.1:8126, \"\" for none", (draft, text) =>
            SettingValues.EndPoint(text, endpoint => draft.CollectdHttp = endpoint)),
        One("collectd.network", "--collectd-network", "ADDR:PORT", "UDP, for its network plugin; default 127.0.0.1:25826, \"\" for none", (draft, text) =>
            SettingValues.EndPoint(text, endpoint => draft.CollectdNetwork = endpoint)),
        List("collectd.keep", "PATTERNS", $"which of its metrics are kept; default {string.Join(' ', KeepList.Default)}", (draft, patterns) =>
        {
            draft.CollectdKeep = patterns;
            return patterns.Select(KeepList.Check).FirstOrDefault(problem => problem is not null);
        }),
        One("collectd.types_db", null, "FILE", $"names of its types' values; default {TypesDb.DefaultFile} if it is there", (draft, text) =>
        {
            draft.CollectdTypesDb = text;
            return text.Length > 0 ? null : "a file is needed";
        }),
        One("system.enabled", null, "BOOL", "measure the system itself; default true", (draft, text) =>
            SettingValues.Flag(text, enabled => draft.CollectSystem = enabled)),
        One("system.sample_interval", null, "TIME", "how often the system is looked at; default 1m", (draft, text) =>
            SettingValues.Duration(text, ShortestSampling, ServerConfiguration.LongestInterval, interval => draft.SampleInterval = interval)),
        List("system.mounts", "PATHS", "mounts whose use is reported; default [\"/\"]", SetMounts),
        List("system.interfaces", "NAMES", "interfaces whose bytes are counted; default all real ones", (draft, names) =>
        {
            draft.Interfaces = names;
            return null;
        }),
        List("system.processes", "NAMES", "processes measured one by one, by the name that ps -o comm shows; default none", SetProcesses),
        One("crashes.enabled", null, "BOOL", "report operational_crashes and crash-free hours; default: once a crash was ever told", (draft, text) =>
            SettingValues.Flag(text, enabled => draft.ReportsCrashes = enabled)),
        One("connectivity.probe", null, "HOST:PORT", "connected is when this answers (TCP); default: when a sync succeeds", (draft, text) =>
            SettingValues.Target(text, target => draft.Probe = target)),
        One("connectivity.interval", null, "TIME", "between two probes; default 1m", (draft, text) =>
            SettingValues.Duration(text, ShortestSampling, LongestProbing, interval => draft.ProbeInterval = interval)),
        One("reboot.reason_file", null, "FILE", $"where programs say why they reboot; default {ConfigurationDraft.DefaultRebootReasonFile}", (draft, text) =>
        {
            draft.RebootReasonFile = text;
            return text.StartsWith('/') ? null : $"'{text}' is not an absolute path";
        }),
        One("reboot.keep_pstore", null, "BOOL", "leave kernel panics in /sys/fs/pstore once they are reported; default false", (draft, text) =>
            SettingValues.Flag(text, keep => draft.KeepsPstore = keep)),
        List("telemetry.metrics", "KEYS", "metrics kept at high resolution until somebody asks, such as \"cpu_usage_pct\" or \"motor.*\"; default none", (draft, keys) =>
        {
            draft.Telemetry = draft.Telemetry with { Metrics = keys };
            return keys.FirstOrDefault(key => key != "*" && !KeyTable.IsValidKey(key.EndsWith('*') ? key[..^1] : key)) is { } wrong
                ? $"'{wrong}' is no key, such as \"cpu_usage_pct\" or \"motor.*\""
                : null;
        }),
        One("telemetry.step", null, "TIME", "from one of their values to the next; default 1s", (draft, text) =>
            SettingValues.Duration(text, TelemetryOptions.ShortestStep, TelemetryOptions.LongestStep, step => draft.Telemetry = draft.Telemetry with { Step = step })),
        One("telemetry.length", null, "TIME", "how far back they reach; default 10m", (draft, text) =>
            SettingValues.Duration(text, TelemetryOptions.ShortestLength, TelemetryOptions.LongestLength, length => draft.Telemetry = draft.Telemetry with { Length = length })),
        One("data.directory", "--data", "DIR", "queue and state; default /var/lib/fleetd", (draft, text) =>
        {
            draft.DataDirectory = text;
            return text.Length > 0 ? null : "a directory is needed";
        }),
        One("data.max_queue_size", null, "SIZE", "what waits to be sent may take this much disk; default 16MiB", (draft, text) =>
            SettingValues.Size(text, QueueOptions.MinBytes, QueueOptions.MostBytes, size => draft.QueueBytes = size)),
        One("data.sync_interval", null, "TIME", "the least time between two flushes for attributes, sessions, traces, recordings and pieces of the log; default the report interval", (draft, text) =>
            SettingValues.Duration(text, TimeSpan.Zero, TimeSpan.FromDays(7), interval => draft.SyncInterval = interval)),
        One("data.max_coredumps", null, "SIZE", "coredumps that wait to be sent; default 96MiB", (draft, text) =>
            SettingValues.Size(text, MinSpool, MostSpool, size => draft.Spool = draft.Spool with { Coredumps = size })),
        One("data.max_logs", null, "SIZE", "log files that wait to be sent; default 32MiB", (draft, text) =>
            SettingValues.Size(text, MinSpool, MostSpool, size => draft.Spool = draft.Spool with { Logs = size })),
        One("data.max_recordings", null, "SIZE", "recordings that wait to be sent; default 32MiB", (draft, text) =>
            SettingValues.Size(text, MinSpool, MostSpool, size => draft.Spool = draft.Spool with { Recordings = size })),
        One("budget.per_day", null, "SIZE", "attachments wait when this much was sent in a UTC day; default 0, no bound", (draft, text) =>
            SettingValues.Size(text, 0, MostBudget, size => draft.Budget = draft.Budget with { PerDay = size })),
        One("budget.per_month", null, "SIZE", "the same for a UTC month", (draft, text) =>
            SettingValues.Size(text, 0, MostBudget, size => draft.Budget = draft.Budget with { PerMonth = size })),
        One("budget.logs_per_day", null, "SIZE", "log files sent in a day; default 0, no bound", (draft, text) =>
            SettingValues.Size(text, 0, MostBudget, size => draft.Budget = draft.Budget with { LogsPerDay = size })),
        One("budget.coredumps_per_day", null, "SIZE", "coredumps sent in a day; default 0, no bound", (draft, text) =>
            SettingValues.Size(text, 0, MostBudget, size => draft.Budget = draft.Budget with { CoredumpsPerDay = size })),
        One("budget.recordings_per_day", null, "SIZE", "recordings sent in a day; default 0, no bound", (draft, text) =>
            SettingValues.Size(text, 0, MostBudget, size => draft.Budget = draft.Budget with { RecordingsPerDay = size })),
        One("budget.metered_per_day", null, "SIZE", "attachments wait while the default route is metered and this much was sent by such in a day; default 0, no bound", (draft, text) =>
            SettingValues.Size(text, 0, MostBudget, size => draft.Budget = draft.Budget with { MeteredPerDay = size })),
        List("budget.metered_interfaces", "NAMES", "interfaces that cost money, such as \"wwan*\"; default none", (draft, names) =>
        {
            draft.Budget = draft.Budget with { MeteredInterfaces = names };
            return null;
        }),
        .. CoredumpSettings.All,
        One("memory.limit", null, "SIZE", "resident memory above which the agent gives up what it can do without; default 32MiB", (draft, text) =>
            SettingValues.Size(text, MemoryOptions.LeastLimit, MemoryOptions.MostLimit, size => draft.MemoryLimit = size)),
        One("control.socket", "--control", "PATH", $"where fleetctl finds the daemon; default {ConfigurationDraft.DefaultControlSocket}", (draft, text) =>
        {
            draft.ControlSocket = text;
            return text.Length is > 0 and <= MaxSocketPath ? null : $"1 to {MaxSocketPath} characters expected";
        }),
        One("log.level", "--log-level", "LEVEL", "debug, info, warn or error; default info", SetLogLevel),
        .. LogSettings.All,
    ];

    /// <summary>A device that spares more disk than this keeps its data elsewhere.</summary>
    private const long MostSpool = 16L << 30;

    /// <summary>Less would not hold one small core.</summary>
    private const long MinSpool = 1L << 20;

    private const long MostBudget = 1L << 40;

    /// <summary>Of <c>sockaddr_un</c>, less the zero at its end.</summary>
    private const int MaxSocketPath = 107;

    private static Setting One(string key, string? option, string placeholder, string help, Func<ConfigurationDraft, string, string?> apply) =>
        Setting.One(key, option, placeholder, help, apply);

    private static Setting List(string key, string placeholder, string help, Func<ConfigurationDraft, IReadOnlyList<string>, string?> apply) =>
        Setting.List(key, placeholder, help, apply);

    /// <summary>Empty for none.</summary>
    private static string? SetSocket(string text, Action<string?> set)
    {
        set(text.Length == 0 ? null : text);
        return text.Length <= MaxSocketPath ? null : $"at most {MaxSocketPath} characters expected";
    }

    private static string? SetMounts(ConfigurationDraft draft, IReadOnlyList<string> mounts)
    {
        draft.Mounts = mounts;
        return mounts.FirstOrDefault(mount => !mount.StartsWith('/')) is { } relative ? $"'{relative}' is not an absolute path"
            : mounts.DistinctBy(StorageCollector.KeyOf).Count() < mounts.Count ? "two mounts come to the same metric"
            : null;
    }

    private static string? SetProcesses(ConfigurationDraft draft, IReadOnlyList<string> names)
    {
        draft.Processes = names;
        return names.FirstOrDefault(name => name.Length is 0 or > ProcessCollector.MaxNameLength) is { } wrong
            ? $"'{wrong}' is no name of a process: the kernel keeps its first {ProcessCollector.MaxNameLength} characters"
            : names.Count > ProcessCollector.MaxNames ? $"at most {ProcessCollector.MaxNames} names expected"
            : names.DistinctBy(name => ProcessCollector.KeyOf(name, "")).Count() < names.Count ? "two names come to the same metric"
            : null;
    }

    private static string? SetLogLevel(ConfigurationDraft draft, string text)
    {
        LogLevel? level = text switch
        {
            "debug" => LogLevel.Debug,
            "info" => LogLevel.Info,
            "warn" => LogLevel.Warn,
            "error" => LogLevel.Error,
            _ => null,
        };
        draft.LogLevel = level ?? draft.LogLevel;
        return level is null ? $"'{text}' is none of debug, info, warn, error" : null;
    }
}

using System.Net;
using Fleet.DeviceAgent.Logs.Store;

namespace Fleet.DeviceAgent.Logs;

/// <summary>All settings of the log, checked.</summary>
internal sealed record LogOptions
{
    public const int DefaultLinesPerMinute = 10_000;

    /// <summary>When false nothing listens, and nothing is kept.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Syslog over UDP; null when nothing listens.</summary>
    public IPEndPoint? Syslog { get; init; } = new(IPAddress.Loopback, 5514);

    /// <summary>Syslog over TCP.</summary>
    public IPEndPoint? SyslogTcp { get; init; } = new(IPAddress.Loopback, 5514);

    /// <summary>Path of a Unix datagram socket such as <c>/dev/log</c>; empty for none.</summary>
    public string SyslogSocket { get; init; } = "";

    /// <summary>fluent-bit's MessagePack over TCP.</summary>
    public IPEndPoint? FluentBit { get; init; } = new(IPAddress.Loopback, 5171);

    /// <summary>The Fluentd forward protocol over TCP.</summary>
    public IPEndPoint? Forward { get; init; } = new(IPAddress.Loopback, 24224);

    /// <summary>Whether systemd's journal is followed.</summary>
    public bool Journal { get; init; }

    /// <summary>Further options of <c>journalctl</c>, such as <c>--unit=app.service</c>.</summary>
    public IReadOnlyList<string> JournalOptions { get; init; } = [];

    /// <summary>Absolute paths, perhaps with <c>*</c> and <c>?</c>.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public int LinesPerMinute { get; init; } = DefaultLinesPerMinute;

    /// <summary>The least severe syslog severity that is kept.</summary>
    public int MinimumLevel { get; init; } = LogSeverity.Debug;

    public LogStoreOptions Store { get; init; } = new();
}

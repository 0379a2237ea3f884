using System.Net;
using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;
using Fleet.DeviceAgent.Telemetry;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>All that the daemon needs to know, checked.</summary>
internal sealed class AgentConfiguration
{
    /// <summary>Whether anything is collected, stored or sent at all.</summary>
    public required bool IsCollecting { get; init; }

    public required ServerOptions Server { get; init; }

    public required string Serial { get; init; }

    public required string HardwareVersion { get; init; }

    public required string SoftwareType { get; init; }

    public required string SoftwareVersion { get; init; }

    public required TimeSpan ReportInterval { get; init; }

    /// <summary>The interval was given on the command line, and the server does not change it.</summary>
    public required bool IsReportIntervalPinned { get; init; }

    /// <summary>Null when nothing listens.</summary>
    public required IPEndPoint? Statsd { get; init; }

    /// <summary>Null when there is none.</summary>
    public required string? StatsdSocket { get; init; }

    /// <summary>Tag names by key.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> StatsdTags { get; init; }

    /// <summary>Of write_http. Null when nothing listens.</summary>
    public required IPEndPoint? CollectdHttp { get; init; }

    /// <summary>Of the network protocol. Null when nothing listens.</summary>
    public required IPEndPoint? CollectdNetwork { get; init; }

    /// <summary>Patterns of keys.</summary>
    public required IReadOnlyList<string> CollectdKeep { get; init; }

    /// <summary>Null for where collectd puts it.</summary>
    public required string? CollectdTypesDb { get; init; }

    public required bool CollectSystem { get; init; }

    public required TimeSpan SampleInterval { get; init; }

    public required IReadOnlyList<string> Mounts { get; init; }

    public required IReadOnlyList<string> Interfaces { get; init; }

    /// <summary>Names of processes that are measured one by one.</summary>
    public required IReadOnlyList<string> Processes { get; init; }

    /// <summary>Whether reports tell of crashes; null when that depends on whether any is told.</summary>
    public required bool? ReportsCrashes { get; init; }

    /// <summary>Null when syncs tell whether the device is connected.</summary>
    public required ProbeTarget? Probe { get; init; }

    public required TimeSpan ProbeInterval { get; init; }

    public required string RebootReasonFile { get; init; }

    /// <summary>Whether panic logs stay in pstore when they are reported.</summary>
    public required bool KeepsPstore { get; init; }

    public required string DataDirectory { get; init; }

    public required QueueOptions Queue { get; init; }

    /// <summary>Least time between two syncs for what programs hand over; null for the report interval.</summary>
    public required TimeSpan? SyncInterval { get; init; }

    public required TelemetryOptions Telemetry { get; init; }

    public required SpoolLimits Spool { get; init; }

    public required BudgetOptions Budget { get; init; }

    public required CoredumpOptions Coredump { get; init; }

    public required LogOptions Logs { get; init; }

    /// <summary>Bytes that may be resident before the agent gives up what it can do without.</summary>
    public required long MemoryLimit { get; init; }

    public required string ControlSocket { get; init; }

    public required LogLevel LogLevel { get; init; }
}

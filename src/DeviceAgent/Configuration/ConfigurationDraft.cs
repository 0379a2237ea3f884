using System.Net;
using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs;
using Fleet.DeviceAgent.Memory;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;
using Fleet.DeviceAgent.Telemetry;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>A configuration as it is put together: defaults, then the file, then the command line.</summary>
internal sealed class ConfigurationDraft
{
    public const string DefaultFile = "/etc/fleetd/fleetd.toml";
    public const string DefaultRebootReasonFile = "/var/lib/fleetd/reboot-reason";
    public const string DefaultControlSocket = "/run/fleetd/control.sock";

    /// <summary>Where each setting was given that was: <c>FILE:LINE</c>, or the option.</summary>
    public Dictionary<string, string> Places { get; } = new(StringComparer.Ordinal);

    public ServerDraft Server { get; } = new();

    public IdentitySource Serial { get; } = new("device.serial");

    public IdentitySource HardwareVersion { get; } = new("device.hardware_version");

    public string? SoftwareType { get; set; }

    public IdentitySource SoftwareVersion { get; } = new("device.software_version");

    /// <summary>Whether anything is collected, stored or sent at all.</summary>
    public bool IsCollecting { get; set; } = true;

    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromHours(1);

    public bool IsReportIntervalPinned { get; set; }

    public IPEndPoint? Statsd { get; set; } = new(IPAddress.Loopback, 8125);

    public string? StatsdSocket { get; set; }

    public Dictionary<string, IReadOnlyList<string>> StatsdTags { get; } = new(StringComparer.OrdinalIgnoreCase);

    public IPEndPoint? CollectdHttp { get; set; } = new(IPAddress.Loopback, 8126);

    public IPEndPoint? CollectdNetwork { get; set; } = new(IPAddress.Loopback, 25826);

    public IReadOnlyList<string> CollectdKeep { get; set; } = KeepList.Default;

    public string? CollectdTypesDb { get; set; }

    public bool CollectSystem { get; set; } = true;

    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromMinutes(1);

    public IReadOnlyList<string> Mounts { get; set; } = ["/"];

    public IReadOnlyList<string> Interfaces { get; set; } = [];

    public IReadOnlyList<string> Processes { get; set; } = [];

    public bool? ReportsCrashes { get; set; }

    public ProbeTarget? Probe { get; set; }

    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMinutes(1);

    public string RebootReasonFile { get; set; } = DefaultRebootReasonFile;

    public bool KeepsPstore { get; set; }

    public string DataDirectory { get; set; } = "/var/lib/fleetd";

    public long QueueBytes { get; set; } = QueueOptions.Default.MaxBytes;

    public TimeSpan? SyncInterval { get; set; }

    public TelemetryOptions Telemetry { get; set; } = TelemetryOptions.Default;

    public SpoolLimits Spool { get; set; } = SpoolLimits.Default;

    public BudgetOptions Budget { get; set; } = BudgetOptions.None;

    public CoredumpOptions Coredump { get; set; } = CoredumpOptions.Default;

    public LogOptions Logs { get; set; } = new();

    public long MemoryLimit { get; set; } = MemoryOptions.DefaultLimit;

    public string ControlSocket { get; set; } = DefaultControlSocket;

    public LogLevel LogLevel { get; set; } = LogLevel.Info;

    /// <param name="identity">Fills what nobody said of the device.</param>
    /// <exception cref="ConfigurationException">Something is missing that has no default.</exception>
    public AgentConfiguration Build(IdentityProbe identity)
    {
        var problems = new ProblemList(Places);
        var server = Server.Build(problems);
        var (givenSerial, givenHardware, givenSoftware) = FindIdentity(problems);
        var serial = givenSerial ?? identity.Serial;
        CheckTelemetry(problems);
        Server.CheckMissing(problems);
        if (serial is null && Serial is { File: null, Command: null })
        {
            problems.AddMissing("device.serial is missing, and /etc/machine-id does not give one: set it in the configuration file or with --serial S");
        }

        if (problems.All.Count > 0)
        {
            throw new ConfigurationException(problems.All);
        }

        return new AgentConfiguration
        {
            IsCollecting = IsCollecting,
            Server = server!,
            Serial = serial!,
            HardwareVersion = givenHardware ?? identity.HardwareVersion,
            SoftwareType = SoftwareType ?? identity.SoftwareType,
            SoftwareVersion = givenSoftware ?? identity.SoftwareVersion,
            ReportInterval = ReportInterval,
            IsReportIntervalPinned = IsReportIntervalPinned,
            Statsd = Statsd,
            StatsdSocket = StatsdSocket,
            StatsdTags = StatsdTags,
            CollectdHttp = CollectdHttp,
            CollectdNetwork = CollectdNetwork,
            CollectdKeep = CollectdKeep,
            CollectdTypesDb = CollectdTypesDb,
            CollectSystem = CollectSystem,
            SampleInterval = SampleInterval,
            Mounts = Mounts,
            Interfaces = Interfaces,
            Processes = Processes,
            ReportsCrashes = ReportsCrashes,
            Probe = Probe,
            ProbeInterval = ProbeInterval,
            RebootReasonFile = RebootReasonFile,
            KeepsPstore = KeepsPstore,
            DataDirectory = Path.GetFullPath(DataDirectory),
            Queue = QueueOptions.Of(QueueBytes),
            SyncInterval = SyncInterval,
            Telemetry = Telemetry,
            Spool = Spool,
            Budget = Budget,
            Coredump = Coredump,
            Logs = Logs,
            MemoryLimit = MemoryLimit,
            ControlSocket = ControlSocket,
            LogLevel = LogLevel,
        };
    }

    /// <summary>What is wrong with the settings together and with the files and commands that they name, as far as it can be told when others are wrong.</summary>
    public IReadOnlyList<string> FindProblems()
    {
        var problems = new ProblemList(Places);
        Server.Build(problems);
        FindIdentity(problems);
        CheckTelemetry(problems);
        return problems.All;
    }

    private (string? Serial, string? Hardware, string? Software) FindIdentity(ProblemList problems) => (
        Serial.Find(SettingValues.CheckSerial, problems), HardwareVersion.Find(SettingValues.CheckVersion, problems), SoftwareVersion.Find(SettingValues.CheckVersion, problems));

    private void CheckTelemetry(ProblemList problems)
    {
        if (Telemetry.Length < Telemetry.Step)
        {
            problems.Add("telemetry.step", "is longer than telemetry.length");
        }
    }
}

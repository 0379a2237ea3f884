using System.Net;
using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>A configuration as it is put together: defaults, then the file, then the command line.</summary>
internal sealed class ConfigurationDraft
{
    public const string DefaultFile = "/etc/fleetd/fleetd.toml";
    public const string DefaultRebootReasonFile = "/var/lib/fleetd/reboot-reason";
    public const string DefaultControlSocket = "/run/fleetd/control.sock";

    public Uri? Server { get; set; }

    public string? Key { get; set; }

    public string? KeyFile { get; set; }

    public string? Serial { get; set; }

    public string? HardwareVersion { get; set; }

    public string? SoftwareType { get; set; }

    public string? SoftwareVersion { get; set; }

    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromHours(1);

    public bool IsReportIntervalPinned { get; set; }

    public IPEndPoint? Statsd { get; set; } = new(IPAddress.Loopback, 8125);

    public Dictionary<string, IReadOnlyList<string>> StatsdTags { get; } = new(StringComparer.OrdinalIgnoreCase);

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

    public SpoolLimits Spool { get; set; } = SpoolLimits.Default;

    public BudgetOptions Budget { get; set; } = BudgetOptions.None;

    public string ControlSocket { get; set; } = DefaultControlSocket;

    public LogLevel LogLevel { get; set; } = LogLevel.Info;

    /// <param name="identity">Fills what nobody said of the device.</param>
    /// <exception cref="ConfigurationException">Something is missing that has no default.</exception>
    public AgentConfiguration Build(IdentityProbe identity)
    {
        var problems = new List<string>();
        var key = Key ?? ReadKey(problems);
        var serial = Serial ?? identity.Serial;
        if (Server is null)
        {
            problems.Add("server.url is missing: set it in the configuration file or with --server URL");
        }

        if (serial is null)
        {
            problems.Add("device.serial is missing, and /etc/machine-id does not give one: set it in the configuration file or with --serial S");
        }

        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }

        return new AgentConfiguration
        {
            Server = Server!,
            Key = key!,
            Serial = serial!,
            HardwareVersion = HardwareVersion ?? identity.HardwareVersion,
            SoftwareType = SoftwareType ?? identity.SoftwareType,
            SoftwareVersion = SoftwareVersion ?? identity.SoftwareVersion,
            ReportInterval = ReportInterval,
            IsReportIntervalPinned = IsReportIntervalPinned,
            Statsd = Statsd,
            StatsdTags = StatsdTags,
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
            Spool = Spool,
            Budget = Budget,
            ControlSocket = ControlSocket,
            LogLevel = LogLevel,
        };
    }

    private string? ReadKey(List<string> problems)
    {
        if (KeyFile is null)
        {
            problems.Add("server.key is missing: set it (or server.key_file) in the configuration file, or with --key KEY");
            return null;
        }

        try
        {
            var text = File.ReadAllText(KeyFile).Trim();
            var problem = SettingValues.CheckKey(text);
            if (problem is not null)
            {
                problems.Add($"{KeyFile}: {problem}");
            }

            return text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"server.key_file: {e.Message}");
            return null;
        }
    }
}

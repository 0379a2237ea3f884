namespace Fleet.Cli.Simulation;

/// <summary>What to simulate. Together with the moment of the start it determines every byte that is sent.</summary>
internal sealed record SimulationOptions
{
    public required Uri Server { get; init; }

    /// <summary>The project key, <c>flt_key_...</c>.</summary>
    public required string Key { get; init; }

    public int Devices { get; init; } = 100;

    /// <summary>Length of each report's interval.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    public int Metrics { get; init; } = 30;

    /// <summary>How many of the metrics are histograms and timers.</summary>
    public int Distributions { get; init; } = 3;

    /// <summary>Uploads a second of all devices together; null for as many as the server takes.</summary>
    public double? Rate { get; init; }

    /// <summary>Reports of each device; null to go on until <see cref="Duration"/> is over.</summary>
    public long? Reports { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>Reports in one upload: more than one is a device that was offline.</summary>
    public int Batch { get; init; } = 1;

    public int Connections { get; init; } = 64;

    public long Seed { get; init; } = 1;

    /// <summary>Software versions, dealt to the devices in turn.</summary>
    public IReadOnlyList<string> Versions { get; init; } = ["1.0.0"];

    /// <summary>Capture times are spread over this time before the start; zero for captures at the time of the upload.</summary>
    public TimeSpan Backfill { get; init; }

    /// <summary>When the history of <see cref="Backfill"/> ends; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How values are spread.</summary>
    public ValueSpread Values { get; init; }

    /// <summary>Percentage of uploads that are sent twice: half of them as if the reply had been lost, half after it came.</summary>
    public double Resend { get; init; }

    /// <summary>How long the server may answer nothing at all, or only that it is busy, before the simulation gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);
}

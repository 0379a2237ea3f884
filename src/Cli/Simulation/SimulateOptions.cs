using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Connection;

namespace Fleet.Cli.Simulation;

/// <summary>The options of <c>simulate</c> and what they mean together.</summary>
internal sealed class SimulateOptions
{
    private const double MaxRate = 0;
    private const double EachInterval = -1;

    private readonly Option<int> _devices = TypedOption.AtLeast("--devices", "n", 1, 100, "How many devices, sim-SEED-000001 and so on.");
    private readonly Option<TimeSpan?> _interval = TypedOption.Duration("--interval", "Length of each report's interval; 1h when left out.");
    private readonly Option<int> _metrics = TypedOption.AtLeast("--metrics", "n", 1, 30, "Metrics in each report.");
    private readonly Option<int?> _distributions = new("--distributions") { Description = "How many of them are histograms and timers; a tenth when left out.", HelpName = "n" };
    private readonly Option<long?> _reports = new("--reports") { Description = "Reports of each device.", HelpName = "n" };
    private readonly Option<TimeSpan?> _duration = TypedOption.Duration("--duration", "Stop after this time.");
    private readonly Option<int> _batch = TypedOption.AtLeast("--batch", "n", 1, 1, "Reports in one upload, as of devices that were offline.");
    private readonly Option<int> _connections = TypedOption.AtLeast("--connections", "n", 1, 64, "Connections that the devices share.");
    private readonly Option<long> _seed = TypedOption.AtLeast("--seed", "n", 0L, 1L, "Which serials and values.");
    private readonly Option<string> _versions = new("--versions") { Description = "Software versions, dealt to the devices in turn; 1.0.0 when left out.", HelpName = "v,v,..." };
    private readonly Option<TimeSpan?> _backfill = TypedOption.Duration("--backfill", "Spread the capture times over this time before now, to make history.");
    private readonly Option<DateTimeOffset?> _until = TypedOption.Time("--until", "With --backfill: when the history ends; now when left out.");
    private readonly Option<string> _values = new("--values") { Description = "Any value as likely as any other (the default), or as in the field: counters mostly zero, gauges near what is usual for their device.", HelpName = "even|field" };
    private readonly Option<double> _resend = TypedOption.AtLeast("--resend", "percent", 0d, 0d, "Send this share of the uploads twice, as after a lost reply.");
    private readonly Option<TimeSpan?> _patience = TypedOption.Duration("--patience", "Give up when the server takes nothing for this long; 1m when left out.");

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "Uploads a second of all devices together; 'max'; or 'interval', each device once an interval. "
            + "When left out: max with --reports or --backfill, else interval.",
        HelpName = "n|max|interval",
        CustomParser = result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "max":
                    return MaxRate;
                case "interval":
                    return EachInterval;
                case var text when double.TryParse(text, out var rate) && rate is > 0 and < 1e9:
                    return rate;
                case var text:
                    result.AddError($"--rate: '{text}' is not a number of uploads a second, 'max' or 'interval'");
                    return null;
            }
        },
    };

    public Option<string> Key { get; } = new("--key")
    {
        Description = "Project key, flt_key_... Else $FLEET_KEY, else the profile.",
        HelpName = "key",
    };

    public Option<bool?> Check { get; } = new("--check")
    {
        Description = "Compare the fleet's rollups with what was sent, to the unit; the default when there is an API token.",
        HelpName = "true|false",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<TimeSpan?> CheckTimeout { get; } = TypedOption.Duration("--check-timeout", "How long the rollups may take to be right; 1m when left out.");

    public void AddTo(Command command)
    {
        _values.AcceptOnlyFromAmong("even", "field");
        foreach (var option in new Option[]
            {
                _devices, _interval, _metrics, _distributions, _rate, _reports, _duration, _batch, _connections, _seed, _versions, _backfill, _until, _values, _resend,
                _patience, Key, Check, CheckTimeout,
            })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CliException">There is no key, or options contradict each other.</exception>
    public SimulationOptions Build(ParseResult parsed, Target target)
    {
        var interval = parsed.GetValue(_interval) ?? TimeSpan.FromHours(1);
        var backfill = parsed.GetValue(_backfill) ?? TimeSpan.Zero;
        var reports = parsed.GetValue(_reports);
        var rate = parsed.GetValue(_rate) ?? (reports is null && backfill == TimeSpan.Zero ? EachInterval : MaxRate);
        if (interval <= TimeSpan.Zero)
        {
            throw new CliException(ExitCode.Usage, "--interval: longer than nothing");
        }

        if (reports is < 1)
        {
            throw new CliException(ExitCode.Usage, "--reports: at least 1");
        }

        if (reports is null && backfill > TimeSpan.Zero)
        {
            reports = Math.Max(1, (long)(backfill / interval));
        }
        else if (reports is null && parsed.GetValue(_duration) is null && rate == MaxRate)
        {
            reports = 1;
        }

        if (backfill == TimeSpan.Zero && parsed.GetValue(_until) is not null)
        {
            throw new CliException(ExitCode.Usage, "--until goes with --backfill");
        }

        var devices = parsed.GetValue(_devices);
        var metrics = parsed.GetValue(_metrics);
        var distributions = parsed.GetValue(_distributions) ?? metrics / 10;
        if (distributions < 0 || distributions > metrics)
        {
            throw new CliException(ExitCode.Usage, $"--distributions: from 0 to the {metrics} metrics");
        }

        return new SimulationOptions
        {
            Server = target.Server,
            Key = target.ProjectKey ?? throw new CliException(ExitCode.NotAuthenticated, "no project key is known: give --key flt_key_..., or set FLEET_KEY"),
            Devices = devices,
            Interval = interval,
            Metrics = metrics,
            Distributions = distributions,
            Rate = rate == MaxRate ? null : rate == EachInterval ? devices / interval.TotalSeconds : rate,
            Reports = reports,
            Duration = parsed.GetValue(_duration),
            Batch = parsed.GetValue(_batch),
            Connections = parsed.GetValue(_connections),
            Seed = parsed.GetValue(_seed),
            Versions = (parsed.GetValue(_versions) ?? "1.0.0").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } versions
                ? versions
                : throw new CliException(ExitCode.Usage, "--versions: at least one"),
            Backfill = backfill,
            Until = parsed.GetValue(_until),
            Values = parsed.GetValue(_values) == "field" ? ValueSpread.Field : ValueSpread.Even,
            Resend = parsed.GetValue(_resend),
            Patience = parsed.GetValue(_patience) ?? TimeSpan.FromMinutes(1),
        };
    }
}

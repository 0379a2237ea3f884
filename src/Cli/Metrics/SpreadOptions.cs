using System.CommandLine;
using Fleet.Cli.Commands;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Fleet.Cli.Metrics;

/// <summary>Which metric, devices and time: the options that <c>metrics top</c> and <c>metrics histogram</c> share.</summary>
internal sealed class SpreadOptions
{
    private readonly Argument<string> _metric = new("metric") { Description = "Key of the metric; see 'fleet metrics list'." };
    private readonly Option<string> _filter = new("--filter") { Description = "Only devices that match this now; see 'fleet devices list --help'.", HelpName = "filter" };
    private readonly Option<TimeSpan?> _since = TypedOption.Duration("--since", "From this long ago on, e.g. 24h, 7d; 24h when left out.");
    private readonly Option<DateTimeOffset?> _from = TypedOption.Time("--from", "Reports that end from this time on, e.g. 2026-03-01.");
    private readonly Option<DateTimeOffset?> _to = TypedOption.Time("--to", "Reports that end before this time; now when left out.");

    public void AddTo(Command command)
    {
        command.Arguments.Add(_metric);
        foreach (var option in new Option[] { _filter, _since, _from, _to })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            if (Given(_since) && Given(_from))
            {
                result.AddError("--since and --from exclude each other");
            }
        });
    }

    public string Metric(ParseResult parsed) => parsed.GetValue(_metric)!;

    public string Filter(ParseResult parsed) => parsed.GetValue(_filter) ?? "";

    public Timestamp End(ParseResult parsed, DateTimeOffset now) => Timestamp.FromDateTimeOffset(parsed.GetValue(_to) ?? now);

    /// <summary>Null leaves it to the server.</summary>
    public Timestamp? Start(ParseResult parsed, DateTimeOffset now)
    {
        if (parsed.GetValue(_from) is { } from)
        {
            return Timestamp.FromDateTimeOffset(from);
        }

        return parsed.GetValue(_since) is { } since ? Timestamp.FromDateTimeOffset((parsed.GetValue(_to) ?? now) - since) : null;
    }
}

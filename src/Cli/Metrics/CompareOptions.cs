using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Fleet.Cli.Metrics;

/// <summary>The options of <c>metrics compare</c> and the request that they make: the baseline first.</summary>
internal sealed class CompareOptions
{
    private const string Filter = "filter";
    private const string Version = "version";

    private readonly Argument<string> _metric = new("metric") { Description = "Key of the metric; see 'fleet metrics list'." };
    private readonly Option<string[]> _of = new("--of") { Description = "Devices that match this now; may be given several times.", HelpName = Filter };
    private readonly Option<string> _with = new("--with") { Description = "The baseline: devices that match this now.", HelpName = Filter };
    private readonly Option<string[]> _ofVersion = new("--of-version") { Description = "Reports that this version of the software captured; may be given several times.", HelpName = Version };
    private readonly Option<string> _withVersion = new("--with-version") { Description = "The baseline: reports that this version of the software captured.", HelpName = Version };
    private readonly Option<string> _softwareType = new("--software-type") { Description = "Type of the software of the versions; main when left out.", HelpName = "type", DefaultValueFactory = _ => "main" };
    private readonly Option<string> _cohort = new("--cohort") { Description = "Only reports taken in this cohort, on both sides.", HelpName = "cohort" };
    private readonly Option<string> _by = new("--by") { Description = "The number that is shown; the mean when left out. Differences are of means in any case.", HelpName = "mean|sum|count|min|max" };
    private readonly Option<string> _resolution = new("--resolution") { Description = "Length of a point of --points; hours when left out.", HelpName = "hour|day" };
    private readonly Option<bool> _points = new("--points") { Description = "Show each point of time instead of the whole." };
    private readonly Option<TimeSpan?> _since = TypedOption.Duration("--since", "From this long ago on, e.g. 24h, 7d; 24h when left out.");
    private readonly Option<DateTimeOffset?> _from = TypedOption.Time("--from", "Reports that end from this time on, e.g. 2026-03-01.");
    private readonly Option<DateTimeOffset?> _to = TypedOption.Time("--to", "Reports that end before this time; now when left out.");

    public void AddTo(Command command)
    {
        _by.AcceptOnlyFromAmong("mean", "sum", "count", "min", "max");
        _resolution.AcceptOnlyFromAmong("hour", "day");
        command.Arguments.Add(_metric);
        foreach (var option in new Option[] { _of, _with, _ofVersion, _withVersion, _softwareType, _cohort, _by, _resolution, _points, _since, _from, _to })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            if (Given(_with) == Given(_withVersion))
            {
                result.AddError("give one baseline: --with or --with-version");
            }

            if (!Given(_of) && !Given(_ofVersion))
            {
                result.AddError("give what is compared with the baseline: --of or --of-version");
            }

            if (Given(_since) && Given(_from))
            {
                result.AddError("--since and --from exclude each other");
            }

            if (Given(_resolution) && !Given(_points))
            {
                result.AddError("--resolution goes with --points");
            }
        });
    }

    public bool WantsPoints(ParseResult parsed) => parsed.GetValue(_points);

    public CompareMetricsRequest Request(ParseResult parsed, string project, DateTimeOffset now)
    {
        var to = parsed.GetValue(_to) ?? now;
        var request = new CompareMetricsRequest
        {
            Project = project,
            Metric = parsed.GetValue(_metric),
            EndTime = Timestamp.FromDateTimeOffset(to),
            By = Enum.Parse<Aggregation>(parsed.GetValue(_by) ?? "mean", ignoreCase: true),
            Resolution = !WantsPoints(parsed) ? Resolution.Range : parsed.GetValue(_resolution) == "day" ? Resolution.Day : Resolution.Hour,
        };
        if (parsed.GetValue(_from) is { } from)
        {
            request.StartTime = Timestamp.FromDateTimeOffset(from);
        }
        else if (parsed.GetValue(_since) is { } since)
        {
            request.StartTime = Timestamp.FromDateTimeOffset(to - since);
        }

        request.Selections.Add(parsed.GetValue(_with) is { } baseline ? ByFilter(baseline) : ByVersion(parsed.GetValue(_withVersion)!));
        request.Selections.AddRange((parsed.GetValue(_of) ?? []).Select(ByFilter));
        request.Selections.AddRange((parsed.GetValue(_ofVersion) ?? []).Select(ByVersion));
        return request;

        Selection ByFilter(string filter) => new() { Name = NameOf(filter), Filter = filter, Cohort = parsed.GetValue(_cohort) ?? "" };

        Selection ByVersion(string version)
        {
            var type = parsed.GetValue(_softwareType)!;
            return new() { Name = NameOf($"{type} {version}"), SoftwareType = type, SoftwareVersion = version, Cohort = parsed.GetValue(_cohort) ?? "" };
        }
    }

    /// <summary>As it was typed, as long as a name may be; two long filters that begin alike are told by the server.</summary>
    private static string NameOf(string text) => text.Length <= 64 ? text : text[..61] + "...";
}

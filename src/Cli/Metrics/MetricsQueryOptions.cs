using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Fleet.Cli.Metrics;

/// <summary>The options of <c>metrics query</c> and the request that they make.</summary>
internal sealed class MetricsQueryOptions
{
    private static readonly double[] StandardQuantiles = [0.5, 0.95, 0.99];

    private static readonly Aggregation[] AllAggregations = [Aggregation.Count, Aggregation.Sum, Aggregation.Min, Aggregation.Max, Aggregation.Mean];

    private readonly Argument<string> _metric = new("metric") { Description = "Key of the metric; see 'fleet metrics list'." };
    private readonly Option<string> _device = new("--device") { Description = "Of this device.", HelpName = "serial" };
    private readonly Option<string> _cohort = new("--cohort") { Description = "Of the devices in this cohort.", HelpName = "cohort" };
    private readonly Option<bool> _fleet = new("--fleet") { Description = "Of all devices; the default." };
    private readonly Option<string> _filter = new("--filter") { Description = "Of the devices that match this now; see 'fleet devices list --help'.", HelpName = "filter" };
    private readonly Option<string> _set = new("--set") { Description = "Of the devices in this set now; of fleet.set.size, how many were in it.", HelpName = "set" };
    private readonly Option<string> _softwareType = new("--software-type") { Description = "Only captured by this type of software; goes with --software-version.", HelpName = "type" };
    private readonly Option<string> _softwareVersion = new("--software-version") { Description = "Only captured by this version; without --software-type goes with --cohort.", HelpName = "version" };
    private readonly Option<bool> _bySoftware = new("--by-software") { Description = "With --cohort: one series for each software version." };
    private readonly Option<string> _groupBy = new("--group-by")
    {
        Description = "One series for each cohort or software at the report, or each hardware_version or attribute.KEY as devices are now.",
        HelpName = "cohort|software|hardware_version|attribute.KEY",
    };

    private readonly Option<string> _source = new("--source")
    {
        Description = "Where the answer is to come from; the fastest that answers exactly what is asked when left out. 'columns' has exact quantiles.",
        HelpName = "rollups|columns|reports",
    };

    private readonly Option<TimeSpan?> _since = TypedOption.Duration("--since", "From this long ago on, e.g. 24h, 7d.");
    private readonly Option<DateTimeOffset?> _from = TypedOption.Time("--from", "From the bucket on that holds this time, e.g. 2026-03-01.");
    private readonly Option<DateTimeOffset?> _to = TypedOption.Time("--to", "Up to, without, this time; now when left out.");
    private readonly Option<string> _resolution = new("--resolution") { Description = "Length of a point; 'report' for one device only, 'range' for the whole time as one.", HelpName = "hour|day|report|range" };
    private readonly Option<double[]> _quantiles = TypedOption.Quantiles("--quantiles", "Quantiles of each point; 0.5,0.95,0.99 when left out.");

    public void AddTo(Command command)
    {
        _resolution.AcceptOnlyFromAmong("hour", "day", "report", "range");
        _source.AcceptOnlyFromAmong("rollups", "columns", "reports");
        command.Arguments.Add(_metric);
        foreach (var option in new Option[]
            { _device, _cohort, _fleet, _filter, _set, _softwareType, _softwareVersion, _bySoftware, _groupBy, _since, _from, _to, _resolution, _quantiles, _source })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            if (new Option[] { _device, _cohort, _fleet, _filter, _set }.Count(Given) > 1)
            {
                result.AddError("--device, --cohort, --filter, --set and --fleet exclude each other");
            }

            if (!Given(_cohort) && (Given(_bySoftware) || (Given(_softwareVersion) && !Given(_softwareType))))
            {
                result.AddError("--by-software, and --software-version without --software-type, go with --cohort");
            }

            if (Given(_bySoftware) && Given(_groupBy))
            {
                result.AddError("--by-software and --group-by exclude each other");
            }

            if (Given(_softwareType) && !Given(_softwareVersion))
            {
                result.AddError("--software-type goes with --software-version");
            }

            if (Given(_since) && Given(_from))
            {
                result.AddError("--since and --from exclude each other");
            }
        });
    }

    public QueryMetricsRequest Request(ParseResult parsed, string project, DateTimeOffset now)
    {
        var to = parsed.GetValue(_to) ?? now;
        var request = new QueryMetricsRequest
        {
            Project = project,
            Metric = parsed.GetValue(_metric),
            Resolution = parsed.GetValue(_resolution) switch
            {
                "hour" => Resolution.Hour,
                "day" => Resolution.Day,
                "report" => Resolution.Report,
                "range" => Resolution.Range,
                _ => Resolution.Unspecified,
            },
            SoftwareType = parsed.GetValue(_softwareType) ?? "",
            SoftwareVersion = parsed.GetValue(_softwareType) is null ? "" : parsed.GetValue(_softwareVersion) ?? "",
            GroupBySoftware = parsed.GetValue(_bySoftware) || WantsOneVersionOfAnyType(parsed),
            GroupBy = parsed.GetValue(_groupBy) ?? "",
            Source = parsed.GetValue(_source) switch
            {
                "rollups" => AnswerSource.Rollups,
                "columns" => AnswerSource.Columns,
                "reports" => AnswerSource.Reports,
                _ => AnswerSource.Unspecified,
            },
            EndTime = Timestamp.FromDateTimeOffset(to),
            Aggregations = { AllAggregations },
            Quantiles = { parsed.GetValue(_quantiles) is { Length: > 0 } quantiles ? quantiles : StandardQuantiles },
        };
        if (parsed.GetValue(_from) is { } from)
        {
            request.StartTime = Timestamp.FromDateTimeOffset(from);
        }
        else if (parsed.GetValue(_since) is { } since)
        {
            request.StartTime = Timestamp.FromDateTimeOffset(to - since);
        }

        if (parsed.GetValue(_device) is { } device)
        {
            request.Serial = device;
        }
        else if (parsed.GetValue(_cohort) is { } cohort)
        {
            request.Cohort = cohort;
        }
        else if (parsed.GetValue(_filter) is { } filter)
        {
            request.Filter = filter;
        }
        else if (parsed.GetValue(_set) is { } set)
        {
            request.Set = set;
        }
        else
        {
            request.Fleet = true;
        }

        return request;
    }

    /// <summary>A version alone names the software of each type that has it: the server answers all, this keeps those.</summary>
    public void KeepAskedSoftware(ParseResult parsed, QueryMetricsResponse answer)
    {
        if (WantsOneVersionOfAnyType(parsed))
        {
            var others = answer.Series.Where(s => !string.Equals(s.SoftwareVersion, parsed.GetValue(_softwareVersion), StringComparison.Ordinal));
            foreach (var series in others.ToList())
            {
                answer.Series.Remove(series);
            }
        }
    }

    private bool WantsOneVersionOfAnyType(ParseResult parsed) => parsed.GetValue(_softwareVersion) is not null && parsed.GetValue(_softwareType) is null;
}

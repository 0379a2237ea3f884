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
    private readonly Option<string> _softwareType = new("--software-type") { Description = "With --cohort: only captured by this type of software.", HelpName = "type" };
    private readonly Option<string> _softwareVersion = new("--software-version") { Description = "With --cohort: only captured by this version.", HelpName = "version" };
    private readonly Option<bool> _bySoftware = new("--by-software") { Description = "With --cohort: one series for each software version." };
    private readonly Option<TimeSpan?> _since = TypedOption.Duration("--since", "From this long ago on, e.g. 24h, 7d.");
    private readonly Option<DateTimeOffset?> _from = TypedOption.Time("--from", "From the bucket on that holds this time, e.g. 2026-03-01.");
    private readonly Option<DateTimeOffset?> _to = TypedOption.Time("--to", "Up to, without, this time; now when left out.");
    private readonly Option<string> _resolution = new("--resolution") { Description = "Length of a point; 'report' for one device only.", HelpName = "hour|day|report" };
    private readonly Option<double[]> _quantiles = TypedOption.Quantiles("--quantiles", "Quantiles of each point; 0.5,0.95,0.99 when left out.");

    public void AddTo(Command command)
    {
        _resolution.AcceptOnlyFromAmong("hour", "day", "report");
        command.Arguments.Add(_metric);
        foreach (var option in new Option[]
            { _device, _cohort, _fleet, _softwareType, _softwareVersion, _bySoftware, _since, _from, _to, _resolution, _quantiles })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            if (new Option[] { _device, _cohort, _fleet }.Count(Given) > 1)
            {
                result.AddError("--device, --cohort and --fleet exclude each other");
            }

            if (!Given(_cohort) && (Given(_softwareType) || Given(_softwareVersion) || Given(_bySoftware)))
            {
                result.AddError("--software-type, --software-version and --by-software go with --cohort");
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
                _ => Resolution.Unspecified,
            },
            SoftwareType = parsed.GetValue(_softwareType) ?? "",
            SoftwareVersion = parsed.GetValue(_softwareType) is null ? "" : parsed.GetValue(_softwareVersion) ?? "",
            GroupBySoftware = parsed.GetValue(_bySoftware) || WantsOneVersionOfAnyType(parsed),
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

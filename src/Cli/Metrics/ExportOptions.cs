using System.CommandLine;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Metrics;

/// <summary>The options of <c>metrics export</c> and the URL that they make.</summary>
internal sealed class ExportOptions
{
    private readonly Option<TimeSpan?> _since = TypedOption.Duration("--since", "Reports that ended from this long ago on, e.g. 24h, 7d; a day when left out.");
    private readonly Option<DateTimeOffset?> _from = TypedOption.Time("--from", "Reports that ended from this time on, e.g. 2026-03-01.");
    private readonly Option<DateTimeOffset?> _to = TypedOption.Time("--to", "Reports that ended before this time; now when left out.");
    private readonly Option<string> _filter = new("--filter") { Description = "Of the devices that match this now; see 'fleet devices list --help'.", HelpName = "filter" };
    private readonly Option<string> _set = new("--set") { Description = "Of the devices in this set now.", HelpName = "set" };
    private readonly Option<string> _device = new("--device") { Description = "Of this device.", HelpName = "serial" };
    private readonly Option<string[]> _metrics = new("--metric") { Description = "Only this metric, and reports that have it; can be given several times. All when left out.", HelpName = "key" };
    private readonly Option<string> _format = new("--format") { Description = "Of the file.", DefaultValueFactory = _ => "parquet" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "File to write; csv goes to standard output when left out.", HelpName = "file" };

    public void AddTo(Command command)
    {
        _format.AcceptOnlyFromAmong("parquet", "csv");
        foreach (var option in new Option[] { _from, _to, _since, _filter, _set, _device, _metrics, _format, _output })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            if (new Option[] { _device, _filter, _set }.Count(Given) > 1)
            {
                result.AddError("--device, --filter and --set exclude each other");
            }

            if (Given(_since) && Given(_from))
            {
                result.AddError("--since and --from exclude each other");
            }

            if (!Given(_output) && result.GetValue(_format) == "parquet")
            {
                result.AddError("--format parquet needs --output: it is nothing to read on a terminal");
            }
        });
    }

    /// <summary>Null for standard output.</summary>
    public string? Output(ParseResult parsed) => parsed.GetValue(_output);

    public Uri Url(ParseResult parsed, Uri server, string project, DateTimeOffset now)
    {
        var to = parsed.GetValue(_to) ?? now;
        var from = parsed.GetValue(_from) ?? (parsed.GetValue(_since) is { } since ? to - since : null);
        var query = new List<(string Name, string? Value)>
        {
            ("start_time", from is { } time ? Text(time) : null),
            ("end_time", Text(to)),
            ("filter", parsed.GetValue(_filter)),
            ("set", parsed.GetValue(_set)),
            ("serial", parsed.GetValue(_device)),
            ("format", parsed.GetValue(_format)),
        };
        query.AddRange((parsed.GetValue(_metrics) ?? []).Select(m => ("metric", (string?)m)));
        return new Uri(
            server,
            $"/api/v1/projects/{Uri.EscapeDataString(project)}/metrics:export?"
            + string.Join('&', query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}")));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}

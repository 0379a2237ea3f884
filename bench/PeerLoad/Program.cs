using System.Globalization;
using System.Text.Json;
using Fleet.Cli.Simulation;
using Fleet.PeerLoad;

// PeerLoad empty|prometheus|rows URL|- DEVICES REPORTS METRICS CONNECTIONS [BACKFILL_HOURS UNTIL even|field VERSIONS BATCH]
const string Usage = "PeerLoad empty|prometheus|rows URL|- DEVICES REPORTS METRICS CONNECTIONS [BACKFILL_HOURS UNTIL even|field VERSIONS BATCH]";
SocketTuning.Apply();
if (args is not [var peer, var url, var devices, var reports, var metricCount, var connections, .. var history] || history.Length is not (0 or 5))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var options = new SimulationOptions
{
    Server = peer == "rows" ? new Uri("http://nowhere") : new Uri(url),
    Key = "flt_key_none",
    Devices = int.Parse(devices),
    Reports = long.Parse(reports),
    Metrics = int.Parse(metricCount),
    Distributions = 0,
    Connections = int.Parse(connections),
};
if (history is [var hours, var until, var values, var versions, var batch])
{
    options = options with
    {
        Backfill = TimeSpan.FromHours(int.Parse(hours)),
        Until = DateTimeOffset.Parse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        Values = values == "field" ? ValueSpread.Field : ValueSpread.Even,
        Versions = versions.Split(','),
        Batch = int.Parse(batch),
    };
}

var metrics = new SimulatedMetrics(options.Metrics, options.Distributions, options.Seed, options.Values);
var clock = new SimulationClock(TimeProvider.System, options.Backfill, options.Reports, options.Until);
if (peer == "rows")
{
    await ValueRows.WriteAsync(Console.OpenStandardOutput(), options, metrics, clock);
    return 0;
}

Func<IUploadFormat> format = peer switch
{
    "empty" => () => new EmptyFormat(new SyncFormat(options, new ReportContent(options, metrics), clock)),
    "prometheus" => () => new PrometheusFormat(options, metrics, clock),
    _ => throw new ArgumentException(Usage),
};
var run = new LoadRun(options, format, TimeProvider.System);
var load = await run.RunAsync(_ => { }, CancellationToken.None);
var summary = SimulationSummary.Of(options.Devices, run.Devices.Sum(d => d.Acknowledged), load, check: null);
Console.WriteLine(JsonSerializer.Serialize(summary, SummaryJson.Default.SimulationSummary));
return load.Failure is null ? 0 : 1;

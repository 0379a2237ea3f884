using System.Text.Json;
using Fleet.Cli.Simulation;
using Fleet.PeerLoad;

// PeerLoad empty|prometheus URL DEVICES REPORTS METRICS CONNECTIONS [BACKFILL_HOURS]
SocketTuning.Apply();
if (args is not [var peer, var url, var devices, var reports, var metricCount, var connections, ..])
{
    Console.Error.WriteLine("PeerLoad empty|prometheus URL DEVICES REPORTS METRICS CONNECTIONS [BACKFILL_HOURS]");
    return 2;
}

var options = new SimulationOptions
{
    Server = new Uri(url),
    Key = "flt_key_none",
    Devices = int.Parse(devices),
    Reports = long.Parse(reports),
    Metrics = int.Parse(metricCount),
    Distributions = 0,
    Connections = int.Parse(connections),
    Backfill = TimeSpan.FromHours(args.Length > 6 ? int.Parse(args[6]) : 0),
};
var metrics = new SimulatedMetrics(options.Metrics, options.Distributions, options.Seed);
var clock = new SimulationClock(TimeProvider.System, options.Backfill, options.Reports);
Func<IUploadFormat> format = peer switch
{
    "empty" => () => new EmptyFormat(new SyncFormat(options, metrics, clock)),
    "prometheus" => () => new PrometheusFormat(options, metrics, clock),
    _ => throw new ArgumentException($"'{peer}' is neither empty nor prometheus"),
};
var run = new LoadRun(options, format, TimeProvider.System);
var load = await run.RunAsync(_ => { }, CancellationToken.None);
var summary = SimulationSummary.Of(options.Devices, run.Devices.Sum(d => d.Acknowledged), load, check: null);
Console.WriteLine(JsonSerializer.Serialize(summary, SummaryJson.Default.SimulationSummary));
return load.Failure is null ? 0 : 1;

using System.Diagnostics;
using System.Globalization;
using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Cli.Simulation;
using Fleet.CrashLoad;

// CrashLoad URL TOKEN PROJECT_KEY DEVICES CRASHES_OF_EACH BUGS
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
SocketTuning.Apply();
if (args is not [var url, var token, var key, var devices, var crashes, var bugs])
{
    Console.Error.WriteLine("CrashLoad URL TOKEN PROJECT_KEY DEVICES CRASHES_OF_EACH BUGS");
    return 2;
}

var options = new SimulationOptions
{
    Server = new Uri(url),
    Key = key,
    Devices = int.Parse(devices),
    Reports = long.Parse(crashes),
    Batch = Math.Min(10, int.Parse(crashes)),
    Metrics = 0,
    Distributions = 0,
    Versions = ["1.0.0", "1.1.0", "1.2.0", "2.0.0-rc1", "2.0.0"],
    Backfill = TimeSpan.FromDays(10),
    Patience = TimeSpan.FromMinutes(5),
};
var patience = TimeSpan.FromHours(1);
var traces = options.Devices * options.Reports.Value;
var clock = new SimulationClock(TimeProvider.System, options.Backfill, options.Reports, options.Until);
var run = new LoadRun(options, () => new SyncFormat(options, new CrashContent(options.Seed, int.Parse(bugs)), clock), TimeProvider.System);
var started = Stopwatch.GetTimestamp();
var load = await run.RunAsync(_ => { }, CancellationToken.None);
if (load.Failure is { } failure)
{
    Console.Error.WriteLine(failure);
    return 1;
}

Console.WriteLine($"acknowledged: {traces / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} crashes/s");
using var api = new ApiClient(new Target(options.Server, token, "default", key));
var lists = new IssueLists(api);
var issues = await lists.WaitForAsync(traces, patience);
Console.WriteLine($"all in issues: {traces / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} crashes/s from the first upload on ({traces:N0} in {issues:N0} issues)");
foreach (var order in new[] { IssueOrder.LastTime, IssueOrder.Traces, IssueOrder.Devices })
{
    await TellAsync($"by {order}", new ListIssuesRequest { Order = order });
}

await TellAsync("of a version", new ListIssuesRequest { SoftwareVersion = "1.1.0" });
await TellAsync("with a text", new ListIssuesRequest { Search = "app7" });
await TellAsync("with a trace of devices by a filter", new ListIssuesRequest { Filter = "serial ^= sim-1-000" });
return 0;

async Task TellAsync(string what, ListIssuesRequest question)
{
    question.Project = "default";
    question.PageSize = 50;
    var (p50, p99) = await lists.TimeAsync(question);
    Console.WriteLine($"50 issues {what}: median {p50:F1} ms, 99 % {p99:F1} ms");
}

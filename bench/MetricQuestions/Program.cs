using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fleet.Cli.Simulation;
using Fleet.MetricQuestions;
using Fleet.Protocol.Metrics;

// MetricQuestions fleet|victoria|postgres ADDRESS TOKEN|- PID END DAYS METRICS PREFIX TIMES
if (args is not [var kind, var address, var token, var pid, var end, var days, var metricCount, var prefix, var times])
{
    Console.Error.WriteLine("MetricQuestions fleet|victoria|postgres ADDRESS TOKEN|- PID END DAYS METRICS PREFIX TIMES");
    return 2;
}

var gauges = new SimulatedMetrics(int.Parse(metricCount), 0, 1).Columns.Where(c => c.Kind == MetricKind.Gauge).Select(c => c.Key).ToList();
var data = new DataSet(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), int.Parse(days), prefix, gauges);
await using IServer server = kind switch
{
    "fleet" => new FleetServer(new Uri(address), token, data),
    "victoria" => new VictoriaServer(new Uri(address), data),
    "postgres" => new PostgresServer(address, data),
    _ => throw new ArgumentException($"'{kind}' is none of fleet, victoria, postgres"),
};
var process = new ProcessTime(int.Parse(pid));

// Asked so often before it counts: caches are filled, and what is compiled as it runs is compiled.
const int WarmUp = 30;

// At most so long for one question of one server, so that a slow one does not hold up the others.
var patience = TimeSpan.FromSeconds(60);
foreach (var question in Enum.GetValues<Question>())
{
    var latencies = new List<double>();
    var numbers = 0;
    var asked = 0;
    var warming = Stopwatch.GetTimestamp();
    for (var i = 0; i < WarmUp && (i < 2 || Stopwatch.GetElapsedTime(warming) < patience / 4); i++)
    {
        numbers = await server.AskAsync(question, gauges[i % gauges.Count], CancellationToken.None);
    }

    var cpu = process.Seconds;
    var began = Stopwatch.GetTimestamp();
    while (asked < int.Parse(times) && (asked < 3 || Stopwatch.GetElapsedTime(began) < patience))
    {
        // Another metric each time: an answer that is remembered is not one that was made.
        var at = Stopwatch.GetTimestamp();
        numbers = Math.Min(numbers, await server.AskAsync(question, gauges[asked++ % gauges.Count], CancellationToken.None));
        latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
    }

    latencies.Sort();
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        server = kind,
        question = question.ToString(),
        asked,
        numbers,
        medianMs = Math.Round(latencies[(latencies.Count - 1) / 2], 2),
        p99Ms = Math.Round(latencies[(int)Math.Ceiling(latencies.Count * 0.99) - 1], 2),
        cpuMs = Math.Round((process.Seconds - cpu) * 1000 / asked, 2),
        megabytes = process.Bytes / 1_000_000,
    }));
}

return 0;

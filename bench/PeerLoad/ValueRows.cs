using System.Text;
using Fleet.Cli.Simulation;

namespace Fleet.PeerLoad;

/// <summary>The same values as rows of text, <c>metric TAB time TAB device TAB value</c>, in the order of time: what PostgreSQL's COPY takes.</summary>
internal static class ValueRows
{
    public static async Task WriteAsync(Stream output, SimulationOptions options, SimulatedMetrics metrics, SimulationClock clock)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), 1 << 20);
        for (var report = 1L; report <= options.Reports; report++)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(clock.CapturedMs(report, clock.NowMs)).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff");
            for (var metric = 0; metric < metrics.Columns.Count; metric++)
            {
                for (var device = 0; device < options.Devices; device++)
                {
                    writer.Write(metric);
                    writer.Write('\t');
                    writer.Write(at);
                    writer.Write("Z\t");
                    writer.Write(device);
                    writer.Write('\t');
                    writer.Write(metrics.Quarters(metric, device, report) / 4d);
                    writer.Write('\n');
                }
            }
        }
    }
}

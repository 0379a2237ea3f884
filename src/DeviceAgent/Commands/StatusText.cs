using System.Text.Json;

namespace Fleet.DeviceAgent.Commands;

/// <summary>The answer to <c>status</c> for people: what is well is short, what is wrong is there.</summary>
internal static class StatusText
{
    public static void Write(JsonElement status, TextWriter output)
    {
        if (!status.GetProperty("collecting").GetBoolean())
        {
            output.WriteLine("collection is off: nothing is collected, stored or sent. 'fleetctl collection on' turns it on");
            return;
        }

        var device = status.GetProperty("device");
        var sync = status.GetProperty("sync");
        var configuration = status.GetProperty("configuration");
        var queue = status.GetProperty("queue");
        var metrics = status.GetProperty("metrics");
        Line(output, "device", $"{device.GetProperty("serial")} ({device.GetProperty("hardware_version")})");
        Line(output, "software", $"{device.GetProperty("software_type")} {device.GetProperty("software_version")}");
        Line(output, "agent", $"fleetd {status.GetProperty("agent").GetProperty("version")}, process {status.GetProperty("agent").GetProperty("pid")}");
        Line(output, "server", $"{sync.GetProperty("server")}");
        Line(output, "last sync", LastSync(sync));
        Line(output, "configuration", $"revision {configuration.GetProperty("revision")}, report every {configuration.GetProperty("report_interval_s")} s, "
            + $"monitoring {(configuration.GetProperty("monitoring").GetBoolean() ? "on" : "off")}");
        Line(output, "queue", $"{queue.GetProperty("entries")} entries, {queue.GetProperty("bytes")} of {queue.GetProperty("max_bytes")} bytes");
        if (queue.GetProperty("held_reports").GetInt32() is > 0 and var held)
        {
            Line(output, "", $"{held} reports that the disk does not take are held in memory");
        }

        Line(output, "metrics", $"{metrics.GetProperty("keys")} keys, StatsD {Places(metrics, "statsd")}, collectd {Places(metrics, "collectd")}");
        output.WriteLine();
        foreach (var counter in status.GetProperty("counters").EnumerateObject())
        {
            if (counter.Value.GetInt64() == 0)
            {
                continue;
            }

            output.WriteLine($"  {counter.Name,-40} {counter.Value,12}");
        }
    }

    private static string LastSync(JsonElement sync)
    {
        var success = sync.TryGetProperty("last_success", out var at) ? $"{at.GetDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z" : "never";
        return sync.TryGetProperty("error", out var error)
            ? $"failed {sync.GetProperty("failures_in_a_row")} times in a row, last success {success}: {error}"
            : success;
    }

    private static string Places(JsonElement metrics, string source) =>
        metrics.GetProperty(source).GetString() is { Length: > 0 } places ? $"on {places}" : "off";

    private static void Line(TextWriter output, string name, string value) => output.WriteLine($"{name,-14} {value}");
}

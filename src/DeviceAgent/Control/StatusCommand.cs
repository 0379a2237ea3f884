using System.Text.Json;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Reports;
using Fleet.DeviceAgent.Sync;

namespace Fleet.DeviceAgent.Control;

/// <summary><c>status</c>: who this is, where it sends, what waits, what was dropped.</summary>
internal sealed class StatusCommand(
    AgentConfiguration configuration,
    ServerConfiguration server,
    SyncLoop sync,
    EntryQueue queue,
    Reporter reporter,
    MetricAggregator aggregator,
    MetricListeners listeners,
    AgentCounters counters)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        listeners.CountKernelDrops();
        reply.WriteBoolean("collecting", true);
        reply.WriteStartObject("agent");
        reply.WriteString("name", AgentVersion.Name);
        reply.WriteString("version", AgentVersion.Number);
        reply.WriteNumber("pid", Environment.ProcessId);
        reply.WriteEndObject();

        reply.WriteStartObject("device");
        reply.WriteString("serial", configuration.Serial);
        reply.WriteString("hardware_version", configuration.HardwareVersion);
        reply.WriteString("software_type", configuration.SoftwareType);
        reply.WriteString("software_version", configuration.SoftwareVersion);
        reply.WriteEndObject();

        WriteSync(reply);

        reply.WriteStartObject("configuration");
        reply.WriteNumber("revision", server.Revision);
        reply.WriteBoolean("monitoring", server.IsMonitoring);
        reply.WriteNumber("report_interval_s", server.ReportInterval.TotalSeconds);
        reply.WriteEndObject();

        reply.WriteStartObject("queue");
        reply.WriteNumber("entries", queue.Count);
        reply.WriteNumber("bytes", queue.DiskBytes);
        reply.WriteNumber("max_bytes", configuration.Queue.MaxBytes);
        reply.WriteNumber("held_reports", reporter.Held);
        reply.WriteEndObject();

        reply.WriteStartObject("metrics");
        reply.WriteNumber("keys", aggregator.KeyCount);
        reply.WriteString("statsd", listeners.Statsd);
        reply.WriteString("collectd", listeners.Collectd);
        reply.WriteEndObject();

        reply.WriteStartObject("counters");
        foreach (var counter in AgentCounters.All)
        {
            reply.WriteNumber(AgentCounters.KeyOf(counter), counters[counter]);
        }

        reply.WriteEndObject();
        return Task.CompletedTask;
    }

    private void WriteSync(Utf8JsonWriter reply)
    {
        reply.WriteStartObject("sync");
        reply.WriteString("server", configuration.Server.Url.AbsoluteUri);
        if (sync.LastAttempt is { } attempt)
        {
            reply.WriteString("last_attempt", attempt);
        }

        if (sync.LastSuccess is { } success)
        {
            reply.WriteString("last_success", success);
        }

        if (sync.NextAttempt is { } next)
        {
            reply.WriteString("next_attempt", next);
        }

        if (sync.LastResult is { Error: { } error })
        {
            reply.WriteString("error", error);
        }

        reply.WriteNumber("failures_in_a_row", sync.Failures);
        reply.WriteEndObject();
    }
}

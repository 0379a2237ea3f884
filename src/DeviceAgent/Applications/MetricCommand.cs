using System.Text;
using System.Text.Json;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Statsd;

namespace Fleet.DeviceAgent.Applications;

/// <summary><c>metric</c>: StatsD lines for programs that have no UDP, <c>{"command":"metric","lines":"pump.starts:1|c\npump.rpm:1200|g"}</c>.</summary>
internal sealed class MetricCommand(StatsdIntake intake)
{
    /// <summary>What one datagram could hold.</summary>
    private const int MaxLines = 60 * 1024;

    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        var lines = Encoding.UTF8.GetBytes(ControlArguments.Text(request, "lines", MaxLines));
        var taken = intake.Take(lines);
        reply.WriteNumber("samples", taken);
        return taken > 0 ? Task.CompletedTask : throw new ControlException("none of the lines could be used; 'fleetctl status' counts why");
    }
}

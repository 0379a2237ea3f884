using System.Text.Json;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Reports;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Crashes;

/// <summary>
/// <c>crash</c>: a program has crashed, <c>{"command":"crash","program":"player","uptime_ms":123456}</c>; both may be left out, the time is now
/// then. Durable when it answers, but for <c>"durable":false</c>.
/// </summary>
internal sealed class CrashCommand(OperationalLedger operational, DeviceClock clock, bool isRefused, AgentCounters counters, AgentLog log)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        var program = ProgramOf(request);
        var now = clock.UptimeMs;
        var uptime = now;
        if (request.TryGetProperty("uptime_ms", out var given)
            && !(given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out uptime) && uptime >= 0 && uptime <= now))
        {
            throw new ControlException($"crash: \"uptime_ms\" must be a whole number from 0 to the device's uptime, {now}");
        }

        if (isRefused)
        {
            counters.Add(AgentCounter.CrashesRefused);
            throw new ControlException("crash: the configuration has crashes.enabled = false");
        }

        var isDurable = operational.RecordCrash(uptime);
        log.Info("crash", $"{program} crashed at {uptime} ms of uptime");
        reply.WriteBoolean("durable", isDurable);
        return Task.CompletedTask;
    }

    private static string ProgramOf(JsonElement request)
    {
        if (!request.TryGetProperty("program", out var given))
        {
            return "a program";
        }

        return given.ValueKind == JsonValueKind.String && given.GetString() is { Length: > 0 and <= ProtocolLimits.MaxTextLength } program && !program.Any(char.IsControl)
            ? program
            : throw new ControlException($"crash: \"program\" must be a text of 1 to {ProtocolLimits.MaxTextLength} printable characters");
    }
}

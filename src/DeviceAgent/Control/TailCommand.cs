using System.Text.Json;
using Fleet.DeviceAgent.Logs;

namespace Fleet.DeviceAgent.Control;

/// <summary><c>tail</c>: the last lines of the device's log, the oldest first.</summary>
/// <param name="tail">Where they are.</param>
/// <param name="isLogging">Whether the server may have them: a core, which asks for its note, goes there.</param>
internal sealed class TailCommand(LogTail tail, Func<bool> isLogging)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        var lines = LogTail.DefaultLines;
        if (request.TryGetProperty("lines", out var asked) && (asked.ValueKind != JsonValueKind.Number || !asked.TryGetInt32(out lines) || lines < 0))
        {
            throw new ControlException("lines: a number from 0 on expected");
        }

        if (ControlArguments.Flag(request, "note") && !isLogging())
        {
            lines = 0;
        }

        reply.WriteStartArray("lines");
        foreach (var line in tail.Last(lines))
        {
            reply.WriteStartObject();
            reply.WriteNumber("time_us", line.TimeUs);
            reply.WriteNumber("level", line.Level);
            reply.WriteString("source", line.Source);
            reply.WriteString("text", line.Text);
            reply.WriteEndObject();
        }

        reply.WriteEndArray();
        return Task.CompletedTask;
    }
}

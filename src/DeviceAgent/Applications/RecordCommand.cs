using System.Text.Json;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;
using Fleet.Protocol;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Applications;

/// <summary>
/// <c>record</c>: a file to be uploaded as it is now, <c>{"command":"record","path":"/tmp/can0.pcap","name":"can0.pcap","mime":"…","reason":"bus-off"}</c>.
/// The daemon copies it, so that the program may go on writing; it is written when the command answers, and durable with the sync that follows.
/// </summary>
internal sealed class RecordCommand(AttachmentOutbox outbox, DeviceClock clock, Func<bool> isDebugging, AgentCounters counters)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        var path = ControlArguments.Line(request, "path", ProtocolLimits.MaxPathLength);
        var name = ControlArguments.Line(request, "name", ProtocolLimits.MaxNameLength, Path.GetFileName(path));
        var mime = ControlArguments.Line(request, "mime", ProtocolLimits.MaxNameLength, "application/octet-stream");
        var reason = ControlArguments.Line(request, "reason", ProtocolLimits.MaxReasonLength, "");
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal) || name is "." or "..")
        {
            throw new ControlException($"\"name\": '{name}' is not the name of a file");
        }

        var file = new FileInfo(path);
        if (!path.StartsWith('/') || !FileKind.IsRegular(path))
        {
            throw new ControlException($"\"path\": {path} is not the absolute path of a regular file, no link, that fleetd can see");
        }

        var id = Guid.NewGuid();
        if (!isDebugging())
        {
            counters.Add(AgentCounter.ObservationsNotWanted);
            reply.WriteBoolean("queued", false);
            reply.WriteNumber("bytes", 0);
            reply.WriteString("id", "");
            return Task.CompletedTask;
        }

        var started = new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds();
        var bytes = 0L;
        Durably.Do(() => bytes = outbox.Copy(
            EntryType.Recording,
            EntryPriority.Recording,
            Urgency.Paced,
            path,
            content => new Recording(id, name, mime, reason, Math.Clamp(started, 0, clock.WallMs), content).Encode()).Bytes);
        reply.WriteBoolean("queued", true);
        reply.WriteNumber("bytes", bytes);
        reply.WriteString("id", id.ToString("N"));
        return Task.CompletedTask;
    }
}

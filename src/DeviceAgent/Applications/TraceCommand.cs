using System.Text.Json;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Traces;

namespace Fleet.DeviceAgent.Applications;

/// <summary>
/// <c>trace</c>: a failure that a program reports by itself,
/// <c>{"command":"trace","type":"ValueError","message":"…","stack":"…","language":"python","program":"pump","fatal":true}</c>. Durable when it answers.
/// </summary>
internal sealed class TraceCommand(Outbox outbox, Func<bool> isDebugging, AgentCounters counters)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        var trace = new Trace(
            ControlArguments.Line(request, "language", ProtocolLimits.MaxSlugLength, "text"),
            ControlArguments.Line(request, "type", ProtocolLimits.MaxNameLength),
            ControlArguments.Text(request, "message", ProtocolLimits.MaxDetailsLength, ""),
            ControlArguments.Text(request, "stack", ProtocolLimits.MaxStackLength, ""),
            ControlArguments.Line(request, "program", ProtocolLimits.MaxNameLength, ""),
            ControlArguments.Flag(request, "fatal"));
        if (!isDebugging())
        {
            counters.Add(AgentCounter.ObservationsNotWanted);
            reply.WriteBoolean("queued", false);
            return Task.CompletedTask;
        }

        Durably.Do(() => outbox.Put(EntryType.Trace, trace.IsFatal ? EntryPriority.Crash : EntryPriority.Trace, trace.Encode()));
        reply.WriteBoolean("queued", true);
        return Task.CompletedTask;
    }
}

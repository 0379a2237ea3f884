using System.Text.Json;
using Fleet.DeviceAgent.Coredumps;

namespace Fleet.DeviceAgent.Control;

/// <summary><c>crash</c>: the coredump handler has left something for the daemon.</summary>
internal sealed class CrashCommand(CrashScan crashes)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        crashes.Poke();
        return Task.CompletedTask;
    }
}

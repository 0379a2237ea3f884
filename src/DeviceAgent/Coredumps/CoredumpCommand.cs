using System.Text.Json;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary><c>coredump</c>: the coredump handler has left something for the daemon.</summary>
internal sealed class CoredumpCommand(CrashScan crashes)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        crashes.Poke();
        return Task.CompletedTask;
    }
}

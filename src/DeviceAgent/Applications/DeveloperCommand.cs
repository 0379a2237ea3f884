using System.Text.Json;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Sync;

namespace Fleet.DeviceAgent.Applications;

/// <summary><c>developer</c>: developer mode from the device's side, <c>{"command":"developer","seconds":3600}</c>; 0 ends it.</summary>
internal sealed class DeveloperCommand(ServerConfiguration configuration)
{
    private const long MaxSeconds = 7 * 24 * 3600;

    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        configuration.BeDeveloperFor(TimeSpan.FromSeconds(ControlArguments.Number(request, "seconds", 0, MaxSeconds)));
        reply.WriteBoolean("developer", configuration.IsDeveloper);
        return Task.CompletedTask;
    }
}

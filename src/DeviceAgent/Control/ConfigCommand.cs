using System.Text.Json;
using Fleet.DeviceAgent.Configuration;

namespace Fleet.DeviceAgent.Control;

/// <summary>
/// <c>config</c>: settings changed at run time. <c>{"command":"config"}</c> lists the changes, <c>{"command":"config","key":"report.interval","values":["5m"]}</c>
/// makes one, without values takes it back. The daemon then starts anew with them, in the same process.
/// </summary>
internal sealed class ConfigCommand(Overrides overrides, Action changed)
{
    private const int MaxKey = 128;
    private const int MaxValues = 256;

    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        try
        {
            if (request.TryGetProperty("key", out _))
            {
                Change(ControlArguments.Line(request, "key", MaxKey), Values(request));
            }

            reply.WriteStartObject("changes");
            foreach (var (key, value) in overrides.Read())
            {
                reply.WriteString(key, value);
            }

            reply.WriteEndObject();
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"the change could not be kept: {e.Message}");
        }
    }

    private void Change(string key, IReadOnlyList<string>? values)
    {
        if (overrides.Change(key, values) is { } problem)
        {
            throw new ControlException(problem);
        }

        changed();
    }

    private static List<string>? Values(JsonElement request)
    {
        if (!request.TryGetProperty("values", out var given) || given.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return given.ValueKind == JsonValueKind.Array && given.GetArrayLength() <= MaxValues && given.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String)
            ? [.. given.EnumerateArray().Select(value => value.GetString()!)]
            : throw new ControlException("\"values\" must be a list of texts");
    }
}

using System.Text.Json;
using Fleet.DeviceAgent.Control;

namespace Fleet.DeviceAgent.Battery;

/// <summary>
/// <c>battery</c>: a reading of the battery, <c>{"command":"battery","soc":79.5,"state":"discharging"}</c>. The state is <c>charging</c>,
/// <c>discharging</c>, <c>full</c> or <c>not_charging</c>; without one nothing is known but the charge.
/// </summary>
internal sealed class BatteryCommand(BatteryTracker tracker)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        if (!request.TryGetProperty("soc", out var given) || given.ValueKind != JsonValueKind.Number)
        {
            throw new ControlException("battery: \"soc\" must be a number of percent");
        }

        var soc = given.GetDouble();
        if (!tracker.TryRecord(soc, StateOf(request)))
        {
            throw new ControlException($"battery: {soc} is not between 0 and 100 %");
        }

        return Task.CompletedTask;
    }

    private static BatteryState StateOf(JsonElement request) => !request.TryGetProperty("state", out var state) ? BatteryState.Unknown
        : (state.ValueKind == JsonValueKind.String ? state.GetString() : null) switch
        {
            "charging" => BatteryState.Charging,
            "discharging" => BatteryState.Discharging,
            "full" => BatteryState.Full,
            "not_charging" => BatteryState.NotCharging,
            _ => throw new ControlException("battery: \"state\" must be charging, discharging, full or not_charging"),
        };
}

using System.Text.Json;

namespace Fleet.DeviceAgent.Control;

/// <summary>Carries out one command: reads its arguments from the request, writes properties into the reply's object.</summary>
/// <exception cref="ControlException">It could not be done; the message goes to the person.</exception>
internal delegate Task ControlHandler(JsonElement request, Utf8JsonWriter reply, CancellationToken stop);

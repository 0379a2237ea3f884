using System.Text.Json;

namespace Fleet.DeviceAgent.Commands.Verbs;

/// <summary>One thing that <c>fleetctl</c> can ask the daemon for.</summary>
/// <param name="Name">First word.</param>
/// <param name="Arguments">The rest, for the help.</param>
/// <param name="Help">What it does.</param>
/// <param name="Request">Writes the request's properties. Throws <see cref="UsageException"/> for arguments that do not fit.</param>
/// <param name="Show">The answer, for people.</param>
/// <param name="RunAlone">What it does without the daemon, in place of the request; throws as that does, or a <see cref="Control.ControlException"/>.</param>
internal sealed record FleetctlVerb(
    string Name,
    string Arguments,
    string Help,
    Func<VerbArguments, Action<Utf8JsonWriter>> Request,
    Action<JsonElement, TextWriter> Show,
    Action<VerbArguments>? RunAlone = null)
{
    /// <summary>One that needs no daemon.</summary>
    public static FleetctlVerb Alone(string name, string arguments, string help, Action<VerbArguments> run) => new(name, arguments, help, _ => _ => { }, ShowNothing, run);

    /// <summary>For commands whose success is told by the exit code alone.</summary>
    public static void ShowNothing(JsonElement answer, TextWriter output)
    {
    }
}

using System.Text.Json;

namespace Fleet.DeviceAgent.Commands.Verbs;

/// <summary>One thing that <c>fleetctl</c> can ask the daemon for.</summary>
/// <param name="name">First word.</param>
/// <param name="arguments">The rest, for the help.</param>
/// <param name="help">What it does.</param>
/// <param name="request">Writes the request's properties. Throws <see cref="UsageException"/> for arguments that do not fit.</param>
/// <param name="show">The answer, for people.</param>
/// <param name="runAlone">What it does without the daemon, in place of the request; throws as that does, or a <see cref="Control.ControlException"/>.</param>
internal sealed class FleetctlVerb(
    string name,
    string arguments,
    string help,
    Func<VerbArguments, Action<Utf8JsonWriter>> request,
    Action<JsonElement, TextWriter> show,
    Action<VerbArguments>? runAlone = null)
{
    public string Name => name;

    public string Arguments => arguments;

    public string Help => help;

    public Func<VerbArguments, Action<Utf8JsonWriter>> Request => request;

    public Action<JsonElement, TextWriter> Show => show;

    public Action<VerbArguments>? RunAlone => runAlone;

    /// <summary>One that needs no daemon.</summary>
    public static FleetctlVerb Alone(string name, string arguments, string help, Action<VerbArguments> run) => new(name, arguments, help, _ => _ => { }, ShowNothing, run);

    /// <summary>For commands whose success is told by the exit code alone.</summary>
    public static void ShowNothing(JsonElement answer, TextWriter output)
    {
    }
}

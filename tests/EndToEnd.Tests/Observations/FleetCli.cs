using System.Text.Json;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Observations;

/// <summary>The command line as it ships, against one server.</summary>
internal sealed class FleetCli(FleetServer server)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    public Task<FinishedProcess> RunAsync(params string[] arguments) => ChildProcess.RunAsync(BuiltPrograms.Cli, arguments, Within, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["FLEET_SERVER"] = server.Url.AbsoluteUri,
        ["FLEET_TOKEN"] = server.Profile.Token,
        ["FLEET_KEY"] = server.Profile.ProjectKey,
    });

    public async Task<string> ExpectAsync(params string[] arguments) => (await RunAsync(arguments)).ExpectSuccess($"fleet {string.Join(' ', arguments)}");

    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        using var json = JsonDocument.Parse(await ExpectAsync([.. arguments, "--json"]));
        return json.RootElement.Clone();
    }
}

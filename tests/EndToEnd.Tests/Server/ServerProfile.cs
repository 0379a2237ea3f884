using System.Text.Json;

namespace Fleet.EndToEnd.Tests.Server;

/// <summary>What a Fleet leaves in its data folder for its user.</summary>
internal sealed record ServerProfile(string Server, string Token, string Project, string ProjectKey)
{
    public static ServerProfile Read(string dataFolder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(dataFolder, "profile.json")));
        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
        return new ServerProfile(Text("server"), Text("token"), Text("project"), Text("projectKey"));
    }
}

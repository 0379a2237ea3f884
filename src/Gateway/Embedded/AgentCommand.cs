namespace Fleet.Gateway.Embedded;

/// <summary>The agent's command line for the machine that Fleet runs on.</summary>
internal static class AgentCommand
{
    /// <summary>A Unix socket's path holds at most 107 bytes.</summary>
    private const int MaxSocketPath = 107;

    public static IEnumerable<string> Arguments(EmbeddedOptions options, Profile profile, string dataFolder)
    {
        var data = Path.Combine(dataFolder, "agent");
        yield return "--server";
        yield return profile.Server;
        yield return "--key";
        yield return profile.ProjectKey!;
        yield return "--data";
        yield return data;
        yield return "--report-interval";
        yield return $"{options.AgentInterval.TotalSeconds:0}s";
        yield return "--control";
        yield return ControlSocket(data);
    }

    private static string ControlSocket(string data)
    {
        var path = Path.Combine(data, "control.sock");
        return path.Length <= MaxSocketPath ? path : Path.Combine(Path.GetTempPath(), $"fleetd-{Environment.ProcessId}.sock");
    }
}

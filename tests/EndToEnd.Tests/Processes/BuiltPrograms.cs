namespace Fleet.EndToEnd.Tests.Processes;

/// <summary>The programs that this build made, of the same configuration as the tests: <c>artifacts/bin/PROJECT/CONFIGURATION/PROGRAM</c>.</summary>
internal static class BuiltPrograms
{
    /// <summary>The server, compiled ahead: see <c>GatewayAhead.targets</c>.</summary>
    public static string Gateway => Find("ahead", "Gateway", "Fleet.Gateway");

    /// <summary>The daemon; <c>fleetctl</c> is the same binary.</summary>
    public static string Fleetd => Find("bin", "DeviceAgent", "fleetd");

    public static string Cli => Find("bin", "Cli", "fleet");

    private static string Find(string kind, string project, string program)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var path = Path.Combine(own.Parent!.Parent!.Parent!.FullName, kind, project, own.Name, program);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there: build Fleet.sln first");
    }
}

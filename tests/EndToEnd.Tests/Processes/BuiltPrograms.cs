namespace Fleet.EndToEnd.Tests.Processes;

/// <summary>
/// The programs that this build made, of the same configuration as the tests and compiled ahead: <c>artifacts/ahead/PROJECT/CONFIGURATION/PROGRAM</c>, see <c>CompiledAhead.targets</c>.
/// </summary>
internal static class BuiltPrograms
{
    public static string Gateway => Find("Gateway", "Fleet.Gateway");

    /// <summary>The daemon; <c>fleetctl</c> is the same binary.</summary>
    public static string Fleetd => Find("DeviceAgent", "fleetd");

    public static string Cli => Find("Cli", "fleet");

    private static string Find(string project, string program)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var path = Path.Combine(own.Parent!.Parent!.Parent!.FullName, "ahead", project, own.Name, program);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there: build Fleet.sln first");
    }
}

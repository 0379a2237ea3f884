using System.Diagnostics;
using System.Reflection;

namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>The native binary, published once for all tests of a run.</summary>
internal static class NativeBinary
{
    private static readonly Lazy<Task<string>> Published = new(BuildAsync);

    public static Task<string> PublishAsync() => Published.Value;

    private static async Task<string> BuildAsync()
    {
        var metadata = typeof(NativeBinary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(data => data.Key, data => data.Value!);
        var output = Path.GetFullPath(metadata["AotOutput"]);
        var start = new ProcessStartInfo("dotnet", ["publish", metadata["DeviceAgentProject"], "-r", "linux-x64", "-p:PublishAot=true", "-o", output, "--nologo"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var publish = Process.Start(start)!;
        var text = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, $"needs clang and zlib1g-dev (apt-get install clang zlib1g-dev):\n{text}");
        Assert.DoesNotContain("warning IL", text, StringComparison.Ordinal);
        return Path.Combine(output, "fleetd");
    }
}

using System.Diagnostics;
using System.Reflection;

namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>The native binary for one kind of machine, published once for all tests of a run.</summary>
internal static class NativeBinary
{
    private const string Arm64 = "linux-arm64";

    /// <summary>Both builds write the same intermediate files: one after the other.</summary>
    private static readonly SemaphoreSlim Building = new(1);

    private static readonly Lazy<Task<string>> Published = new(() => BuildAsync("linux-x64"));
    private static readonly Lazy<Task<string>> PublishedForArm64 = new(() => BuildAsync(Arm64));

    public static Task<string> PublishAsync() => Published.Value;

    /// <summary>Cross-built; runs here by <see cref="Arm64Emulator"/>.</summary>
    public static Task<string> PublishForArm64Async() => PublishedForArm64.Value;

    private static async Task<string> BuildAsync(string runtime)
    {
        var metadata = typeof(NativeBinary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(data => data.Key, data => data.Value!);
        var output = Path.Combine(Path.GetFullPath(metadata["AotOutput"]), runtime);
        var start = new ProcessStartInfo("dotnet", ["publish", metadata["DeviceAgentProject"], "-r", runtime, "-p:PublishAot=true", "-o", output, "--nologo"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        await Building.WaitAsync();
        try
        {
            using var publish = Process.Start(start)!;
            var text = await publish.StandardOutput.ReadToEndAsync();
            await publish.WaitForExitAsync();
            var packages = runtime == Arm64 ? "clang zlib1g-dev gcc-aarch64-linux-gnu libc6-dev-arm64-cross" : "clang zlib1g-dev";
            Assert.True(publish.ExitCode == 0, $"needs: apt-get install {packages}\n{text}");
            Assert.DoesNotContain("warning IL", text, StringComparison.Ordinal);
        }
        finally
        {
            Building.Release();
        }

        return Path.Combine(output, "fleetd");
    }
}

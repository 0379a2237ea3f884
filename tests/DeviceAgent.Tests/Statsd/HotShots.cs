using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests.Statsd;

/// <summary>npm's <c>hot-shots</c>, which speaks StatsD as DogStatsD does, with tags.</summary>
internal static class HotShots
{
    private const string NativeModule = "unix-dgram";

    /// <summary>Installed once: tests that run side by side share the folder.</summary>
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    public static Task SendToUdpAsync(int port, CancellationToken cancellation) => SendAsync(cancellation, "udp", $"{port}");

    public static Task SendToSocketAsync(string path, CancellationToken cancellation) => SendAsync(cancellation, "uds", path);

    private static async Task SendAsync(CancellationToken cancellation, params string[] target) =>
        Assert.Equal("sent\n", await Npm.RunAsync("node", await Installed.Value, cancellation, ["send.cjs", .. target]));

    private static async Task<string> InstallAsync()
    {
        var folder = await Npm.InstallAsync(Path.Combine(Checkout.Root, "tests", "DeviceAgent.Tests", "Statsd", "hot-shots"), CancellationToken.None);
        if (!File.Exists(Path.Combine(folder, "node_modules", NativeModule, "build", "Release", "unix_dgram.node")))
        {
            await BuildNativeAsync(folder);
        }

        return folder;
    }

    /// <summary>Node itself has no Unix datagrams: hot-shots takes them from a module in C++, built against the headers beside this node.</summary>
    private static async Task BuildNativeAsync(string folder)
    {
        var node = (await Npm.RunAsync("node", folder, CancellationToken.None, "-p", "require('fs').realpathSync(process.execPath)")).Trim();
        var prefix = Path.GetDirectoryName(Path.GetDirectoryName(node))!;
        Assert.True(File.Exists(Path.Combine(prefix, "include", "node", "node.h")), $"needs the headers of {node} (apt-get install libnode-dev), g++ and make");
        await Npm.RunAsync("npm", folder, CancellationToken.None, "rebuild", NativeModule, $"--nodedir={prefix}");
    }
}

using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests.Statsd;

/// <summary>npm's <c>hot-shots</c>, which speaks StatsD as DogStatsD does, with tags.</summary>
internal static class HotShots
{
    private const string NativeModule = "unix-dgram";

    public static Task SendToUdpAsync(int port, CancellationToken cancellation) => SendAsync(needsNative: false, cancellation, "udp", $"{port}");

    public static Task SendToSocketAsync(string path, CancellationToken cancellation) => SendAsync(needsNative: true, cancellation, "uds", path);

    private static async Task SendAsync(bool needsNative, CancellationToken cancellation, params string[] target)
    {
        var folder = await Npm.InstallAsync(Path.Combine(Checkout.Root, "tests", "DeviceAgent.Tests", "Statsd", "hot-shots"), cancellation);
        if (needsNative && !File.Exists(Path.Combine(folder, "node_modules", NativeModule, "build", "Release", "unix_dgram.node")))
        {
            await BuildNativeAsync(folder, cancellation);
        }

        Assert.Equal("sent\n", await Npm.RunAsync("node", folder, cancellation, ["send.cjs", .. target]));
    }

    /// <summary>Node itself has no Unix datagrams: hot-shots takes them from a module in C++, built against the headers beside this node.</summary>
    private static async Task BuildNativeAsync(string folder, CancellationToken cancellation)
    {
        var node = (await Npm.RunAsync("node", folder, cancellation, "-p", "require('fs').realpathSync(process.execPath)")).Trim();
        var prefix = Path.GetDirectoryName(Path.GetDirectoryName(node))!;
        Assert.True(File.Exists(Path.Combine(prefix, "include", "node", "node.h")), $"needs the headers of {node} (apt-get install libnode-dev), g++ and make");
        await Npm.RunAsync("npm", folder, cancellation, "rebuild", NativeModule, $"--nodedir={prefix}");
    }
}

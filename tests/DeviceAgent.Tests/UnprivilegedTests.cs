using System.Net.Sockets;
using System.Text.RegularExpressions;
using Fleet.DeviceAgent.Tests.Coredumps;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Sync;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests;

/// <summary>As its service runs it: a user of its own, with the capabilities of the unit and no others.</summary>
public sealed class UnprivilegedTests : IDisposable
{
    /// <summary>nobody, who owns nothing.</summary>
    private const int User = 65534;

    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_does_all_its_work_as_a_user_of_its_own_with_the_capabilities_of_its_service()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becomes another user, which takes root");
        var unit = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "deploy", "systemd", "fleetd.service"), TestContext.Current.CancellationToken);
        Assert.Matches(new Regex("^User=fleetd$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)), unit);
        var capabilities = Capabilities(unit, "AmbientCapabilities");
        Assert.Equal(capabilities, Capabilities(unit, "CapabilityBoundingSet"));

        CrashingProgram.Run("chown", $"{User}", _directory.Path);
        await File.WriteAllTextAsync(_directory["secret.bin"], "only root reads this", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_directory["secret.bin"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var agent = await AgentProcess.StartAsUserAsync(User, capabilities, _directory, _server.Url, "--report-interval", "1h");
        using (var sender = new UdpClient())
        {
            sender.Send("app.gauge:42|g"u8, "127.0.0.1", agent.StatsdPort);
        }

        await AgentSmoke.WaitForSamplesAsync(agent, 1);
        foreach (var command in (string[][])[["set", "door", "open"], ["record", _directory["secret.bin"]], ["sync"]])
        {
            await agent.ExpectAsync(command);
        }

        var report = Assert.Single(_server.Reports());
        Assert.Equal(42, report["app.gauge"].Value);
        foreach (var key in (string[])["memory_pct", "storage_used_root_pct", "uptime_s", "loadavg_1m"])
        {
            Assert.Contains(key, report.Keys);
        }

        Assert.Single(_server.Bodies(EntryType.Attributes));
        Assert.Single(_server.Bodies(EntryType.Recording));
        Assert.DoesNotContain(" warn ", agent.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(" error ", agent.Errors, StringComparison.Ordinal);
        Assert.Equal(0, await agent.StopAsync());
    }

    private static string[] Capabilities(string unit, string setting) =>
        Regex.Match(unit, $"^{setting}=(?<list>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["list"].Value.Split(' ');
}

using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Tests.Shared;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary>The two commands of a new user: <c>./run</c>, and <c>./fleet</c> beside it without a word about where the server is.</summary>
public sealed class RunScriptTests
{
    /// <summary>Both build what they run when it is older than its sources.</summary>
    private static readonly TimeSpan BuildWithin = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task New_user_runs_the_platform_asks_it_and_stops_it_with_Ctrl_C()
    {
        using var folder = new TemporaryFolder();
        var port = FreePorts.Pair();
        var statsd = FreePorts.Udp();
        var home = new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_CONFIG_HOME"] = folder.Sub("config") };
        await using var run = ChildProcess.Start(
            Script("run"), ["--data", folder.Sub("data"), "--port", $"{port}", "--agent-interval", "1", "--agent-statsd", $"{statsd}"], home);
        await Eventually.Holds(BuildWithin, () =>
        {
            if (run.HasExited)
            {
                throw new Eventually.Fatal(run.Describe());
            }

            Assert.Contains(run.Output.Lines, line => line.Contains("Ctrl-C stops it", StringComparison.Ordinal));
        });
        var profile = ServerProfile.Read(folder.Sub("data"));
        foreach (var line in new[] { $"http://localhost:{port}/", profile.Token, profile.ProjectKey, $"localhost:{port + 1}", $"{statsd}" })
        {
            Assert.Contains(line, string.Join('\n', run.Output.Lines), StringComparison.Ordinal);
        }

        await Eventually.Holds(BuildWithin, async () =>
        {
            var listed = await ChildProcess.RunAsync(Script("fleet"), ["devices", "list"], BuildWithin, home);
            Assert.Contains("default", listed.ExpectSuccess("fleet devices list"), StringComparison.Ordinal);
        });

        run.Signal(PosixSignal.Interrupt);
        Assert.Equal(0, await run.WaitAsync(StopWithin));
        Assert.Empty(run.Errors.Lines);
    }

    private static string Script(string name) => Path.Combine(Checkout.Root, name);
}

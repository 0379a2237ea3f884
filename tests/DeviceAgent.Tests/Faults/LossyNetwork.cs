using System.Diagnostics;

namespace Fleet.DeviceAgent.Tests.Faults;

/// <summary>A network namespace of its own, joined to this machine's by a cable on which packets get lost.</summary>
internal sealed class LossyNetwork : IDisposable
{
    private const string Cable = "fleet-loss";
    private const string Far = "10.213.77.2";

    private readonly Process _holder;

    /// <param name="loss">Share of TCP packets that are lost, each way.</param>
    public LossyNetwork(double loss)
    {
        // Lives as long as its standard input is open: no longer than this test, however it ends.
        _holder = Process.Start(new ProcessStartInfo("unshare", ["-n", "cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var mine = new FileInfo("/proc/self/ns/net").LinkTarget;
        while (new FileInfo($"/proc/{_holder.Id}/ns/net").LinkTarget == mine)
        {
            Assert.False(_holder.HasExited);
        }

        Run("ip", "link", "add", Cable, "type", "veth", "peer", "name", "eth0", "netns", $"{_holder.Id}");
        Run("ip", "address", "add", $"{Near}/30", "dev", Cable);
        Run("ip", "link", "set", Cable, "up");
        Inside("ip", "address", "add", $"{Far}/30", "dev", "eth0");
        Inside("ip", "link", "set", "eth0", "up");
        Inside("ip", "link", "set", "lo", "up");
        foreach (var chain in new[] { "INPUT", "OUTPUT" })
        {
            Inside("iptables", "-A", chain, "-p", "tcp", "-m", "statistic", "--mode", "random", "--probability", FormattableString.Invariant($"{loss}"), "-j", "DROP");
        }
    }

    /// <summary>This machine's end.</summary>
    public static string Near => "10.213.77.1";

    /// <summary>A process that is inside.</summary>
    public int HolderId => _holder.Id;

    /// <summary>That were dropped so far.</summary>
    public long Lost => Inside("iptables", "-vnxL").Split('\n')
        .Where(line => line.Contains("DROP", StringComparison.Ordinal) && line.Contains("statistic", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));

    public void Dispose()
    {
        // With its last process the namespace goes, and the cable with it.
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }

    private string Inside(params string[] command) => Run("nsenter", ["-t", $"{_holder.Id}", "-n", .. command]);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }
}

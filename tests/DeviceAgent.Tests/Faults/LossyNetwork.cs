using System.Diagnostics;

namespace Fleet.DeviceAgent.Tests.Faults;

/// <summary>A network namespace of its own, joined to this machine's by a cable on which packets get lost.</summary>
internal sealed class LossyNetwork : IDisposable
{
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

        // Of its own for each run of the tests: several may go on at once.
        var cable = $"fleet-{_holder.Id}";
        var network = $"10.{213 + (_holder.Id >> 14 & 31)}.{_holder.Id >> 6 & 255}";
        var first = (_holder.Id & 63) << 2;
        Near = $"{network}.{first + 1}";
        Run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", $"{_holder.Id}");
        Run("ip", "address", "add", $"{Near}/30", "dev", cable);
        Run("ip", "link", "set", cable, "up");
        Inside("ip", "address", "add", $"{network}.{first + 2}/30", "dev", "eth0");
        Inside("ip", "link", "set", "eth0", "up");
        Inside("ip", "link", "set", "lo", "up");
        foreach (var chain in new[] { "INPUT", "OUTPUT" })
        {
            Inside("iptables", "-A", chain, "-p", "tcp", "-m", "statistic", "--mode", "random", "--probability", FormattableString.Invariant($"{loss}"), "-j", "DROP");
        }
    }

    /// <summary>This machine's end.</summary>
    public string Near { get; }

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

using System.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.Protocol.Reboots;

namespace Fleet.DeviceAgent.Reboots;

/// <summary>
/// Whether the whole system goes down while the daemon is being stopped: systemd has a job for the target of it, or the run level of a
/// System V init is 0 or 6. Elsewhere nobody says, and a stop is a stop.
/// </summary>
internal sealed class SystemShutdown(HostRoots roots, string? searchPath = null)
{
    /// <summary>Both programs answer in milliseconds; a system that goes down must not wait for them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// systemd stops a service by a signal to each process of its control group, and looks again for new ones until there are none: a child that
    /// is started in this moment gets it too.
    /// </summary>
    private const int MaxAttempts = 5;
    private const int KilledBySignal = 128;

    private static readonly (string Target, RebootReason Reason)[] Targets =
    [
        ("reboot.target", RebootReason.UserReset),
        ("soft-reboot.target", RebootReason.UserReset),
        ("kexec.target", RebootReason.UserReset),
        ("poweroff.target", RebootReason.UserShutdown),
        ("halt.target", RebootReason.UserShutdown),
    ];

    /// <summary>What the system goes down for; null when it does not.</summary>
    public async Task<RebootReason?> FindAsync() => Directory.Exists(Path.Combine(roots.Run, "systemd/system"))
        ? OfJobs(await RunAsync("systemctl", "list-jobs", "--no-legend", "--plain", "--no-pager"))
        : OfRunLevel(await RunAsync("runlevel"));

    /// <summary>Lines such as <c>123 reboot.target start waiting</c>.</summary>
    internal static RebootReason? OfJobs(string jobs)
    {
        foreach (var line in jobs.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is [_, var unit, "start", ..] && Array.Find(Targets, target => target.Target == unit) is { Target: not null } target)
            {
                return target.Reason;
            }
        }

        return null;
    }

    /// <summary>The level before and the level now, <c>5 6</c>.</summary>
    internal static RebootReason? OfRunLevel(string levels) => levels.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) switch
    {
        [_, "0"] => RebootReason.UserShutdown,
        [_, "6"] => RebootReason.UserReset,
        _ => null,
    };

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var folders = (searchPath ?? "/usr/bin:/bin:/usr/sbin:/sbin").Split(':');
        if (folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) is not { } path)
        {
            return "";
        }

        using var patience = new CancellationTokenSource(Patience);
        for (var attempt = 1; ; attempt++)
        {
            var (code, text) = await RunAsync(new ProcessStartInfo(path, arguments), patience.Token);
            if (code < KilledBySignal || attempt == MaxAttempts)
            {
                return text;
            }
        }
    }

    private static async Task<(int Code, string Text)> RunAsync(ProcessStartInfo start, CancellationToken patience)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        try
        {
            var text = await process.StandardOutput.ReadToEndAsync(patience);
            await process.WaitForExitAsync(patience);
            return (process.ExitCode, text);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return (0, "");
        }
    }
}

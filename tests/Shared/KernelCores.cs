using System.Diagnostics;

namespace Fleet.Tests.Shared;

/// <summary>
/// Has the kernel of this machine hand its cores to a program of ours, one test at a time on the whole machine, and puts everything back: by a shell that
/// waits for the end of its standard input, so also when this process is killed.
/// </summary>
internal sealed class KernelCores : IDisposable
{
    private const string Pattern = "/proc/sys/kernel/core_pattern";
    private const string PipeLimit = "/proc/sys/kernel/core_pipe_limit";

    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(5);

    private readonly FileStream _lock;
    private readonly Process _watchdog;

    private KernelCores(FileStream held, Process watchdog)
    {
        _lock = held;
        _watchdog = watchdog;
    }

    /// <summary>As <c>fleetd core --install</c> sets it: crashes beyond leave nothing.</summary>
    private const string AtOnce = "32";

    /// <param name="pattern">Of <c>core(5)</c>: a bar, a command, the kernel's words.</param>
    public static async Task<KernelCores> HandToAsync(string pattern)
    {
        Assert.SkipUnless(CanSet(), "sets kernel.core_pattern, which takes root and a /proc/sys that can be written");
        Assert.InRange(pattern.Length, 1, 127);
        var held = await LockAsync();
        var restore = new ProcessStartInfo("setsid",
        [
            "sh", "-c", "trap '' INT TERM HUP QUIT; while read -r line; do :; done; printf %s \"$1\" >" + Pattern + "; printf %s \"$2\" >" + PipeLimit, "sh",
            (await File.ReadAllTextAsync(Pattern)).Trim(), (await File.ReadAllTextAsync(PipeLimit)).Trim(),
        ])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var cores = new KernelCores(held, Process.Start(restore)!);
        await File.WriteAllTextAsync(PipeLimit, AtOnce);
        await File.WriteAllTextAsync(Pattern, pattern);
        return cores;
    }

    public void Dispose()
    {
        _watchdog.StandardInput.Close();
        _watchdog.WaitForExit();
        _watchdog.Dispose();
        _lock.Dispose();
    }

    private static bool CanSet()
    {
        try
        {
            using var file = new FileStream(Pattern, FileMode.Open, FileAccess.Write);
            return Environment.IsPrivilegedProcess;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<FileStream> LockAsync()
    {
        using var patience = new CancellationTokenSource(LockPatience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Path.GetTempPath(), "fleet-core-pattern.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
        }
    }
}

using System.Diagnostics;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Coredumps;
using Fleet.Tests.Shared;
using ZstdSharp;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>
/// A program for arm64 that crashes in the emulator. The emulator writes the program's core into its folder, as a kernel for arm64 would, and then crashes
/// itself: so this machine's kernel starts the handler, and keeps a process in whose memory everything is at the addresses of that core.
/// </summary>
internal sealed class Arm64Crash : IDisposable
{
    private const string Tools = "aarch64-linux-gnu-";

    private readonly TempDirectory _directory = new();
    private readonly KernelCores _cores;
    private readonly CrashFolder _folder;

    private Arm64Crash(TempDirectory directory, KernelCores cores)
    {
        _directory = directory;
        _cores = cores;
        _folder = CrashFolder.Under(directory["data"]);

        // At fixed addresses: the emulator's core has no list of mapped files, which would say where a program is.
        Program = CrashingProgram.Compile(directory, Tools, "-no-pie");
    }

    public CrashingProgram Program { get; }

    /// <summary>Installs the arm64 agent as the handler.</summary>
    public static async Task<Arm64Crash> PrepareAsync()
    {
        var command = await Arm64Emulator.CommandAsync(await NativeBinary.PublishForArm64Async());
        var directory = new TempDirectory();
        Directory.CreateDirectory(directory["data"]);
        await File.WriteAllTextAsync(directory["c"], $"[control]\nsocket = \"{directory["none"]}\"\n");

        // The kernel's pipe stays open, and the process there, until the handler ends.
        await File.WriteAllTextAsync(directory["h"], $"""
            #!/bin/sh
            exec >'{directory["errors"]}' 2>&1 3<&0 <"$(echo '{directory.Path}'/qemu_*_"$1".core)"
            exec {string.Join(' ', command.Select(word => $"'{word}'"))} core --config '{directory["c"]}' --data '{directory["data"]}' "$@"
            """);
        File.SetUnixFileMode(directory["h"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            return new Arm64Crash(directory, await KernelCores.HandToAsync($"|{directory["h"]} {CoreArguments.Template}"));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Runs the program to its end, and the handler's; returns what that left, and the core that the emulator wrote.</summary>
    public async Task<(CrashSummary Summary, string Full)> CrashAsync(string mode)
    {
        string[] emulator = await Arm64Emulator.CommandAsync(Program.Path);
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "ulimit -c unlimited && exec \"$@\"", "sh", .. emulator, mode])
        {
            WorkingDirectory = _directory.Path,
            UseShellExecute = false,
        })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var errors = File.Exists(_directory["errors"]) ? await File.ReadAllTextAsync(_directory["errors"]) : "the kernel has not started the handler";
        var full = Directory.GetFiles(_directory.Path, $"qemu_*_{process.Id}.core");
        var told = _folder.List(CrashFolder.UntoldSuffix);
        Assert.True(full.Length == 1 && told.Count == 1, $"emulator ended with {process.ExitCode}, {full.Length} cores of it, {told.Count} summaries; handler: {errors}; now {await File.ReadAllTextAsync("/proc/sys/kernel/core_pattern")}");
        return (CrashSummary.Decode(await File.ReadAllBytesAsync(_folder.Untold(told[0])))!, full[0]);
    }

    /// <summary>The decompressed core that the handler kept, for a debugger.</summary>
    public string Unpack(CrashSummary summary)
    {
        Assert.Equal(CoreStrategy.Threads, summary.Crash.Strategy);
        var core = _directory["trimmed.core"];
        using var decompressed = new DecompressionStream(File.OpenRead(_folder.Core(summary.Crash.Id)));
        using var file = File.Create(core);
        decompressed.CopyTo(file);
        return core;
    }

    public void Dispose()
    {
        _cores.Dispose();
        _directory.Dispose();
    }
}

using Fleet.DeviceAgent.Coredumps;
using Fleet.Symbolication.Tests.Corpus.Building;
using ZstdSharp;

namespace Fleet.Symbolication.Tests.Corpus.Crashing;

/// <summary>Runs a built program until it crashes.</summary>
internal static class ProgramRun
{
    /// <summary>Name of the trimmed core, in the case's folder.</summary>
    public const string TrimmedCore = "trimmed.core";

    /// <summary>Leaves <see cref="CrashHandler.FullCore"/> and <see cref="TrimmedCore"/> in the folder.</summary>
    public static async Task CrashAsync(CrashSession session, CorpusProgram program, CorpusVariant variant, string folder)
    {
        var toolchain = variant.Toolchain;
        string[] emulator = toolchain.Emulator.Length == 0 ? [] : [toolchain.Emulator, .. toolchain.EmulatorOptions.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-L", toolchain.Sysroot];
        string outcome;
        await session.EnterAsync();
        try
        {
            // The emulator heeds the limit. The shell becomes the program.
            var environment = new Dictionary<string, string> { ["RUST_BACKTRACE"] = "0" };
            var (code, _, errors) = await Tool.ExecuteAsync(folder, environment, ["sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh", .. emulator, $"./{CorpusBuild.ProgramFile}"]);
            outcome = $"the program ended with {code} {errors}";
        }
        finally
        {
            await session.LeaveAsync();
        }

        var full = Path.Combine(folder, CrashHandler.FullCore);
        var data = Path.Combine(folder, CrashHandler.AgentData);
        if (toolchain == Toolchain.Arm && File.Exists(full))
        {
            EmulatedProcess.Trim(Path.Combine(folder, CorpusBuild.ProgramFile), full, data, program.Signal);
        }

        await UnpackAsync(folder, outcome);
    }

    /// <summary>The trimmed core from where the agent keeps it.</summary>
    /// <param name="folder">Of the crashed program.</param>
    /// <param name="outcome">What became of it, to be told when it left no core.</param>
    public static async Task UnpackAsync(string folder, string outcome)
    {
        var full = Path.Combine(folder, CrashHandler.FullCore);
        var left = CrashFolder.Under(Path.Combine(folder, CrashHandler.AgentData));
        var trimmed = left.Cores();
        if (trimmed.Count != 1 || !File.Exists(full))
        {
            var log = Path.Combine(folder, CrashHandler.Log);
            throw new InvalidOperationException($"{folder}: {trimmed.Count} cores of the agent; {outcome}; the handler: {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "was not started")}");
        }

        await using var packed = File.OpenRead(left.Core(trimmed[0].Id));
        await using var unpacked = new DecompressionStream(packed);
        await using var core = File.Create(Path.Combine(folder, TrimmedCore));
        await unpacked.CopyToAsync(core);
    }
}

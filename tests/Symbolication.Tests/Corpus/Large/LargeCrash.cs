using System.Text.Json;
using Fleet.Symbolication.Tests.Corpus.Crashing;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.Symbolication.Tests.Corpus.Large;

/// <summary>A large program that has crashed. Its files are never changed.</summary>
internal sealed class LargeCrash(LargeProgram program, string folder) : ICrashFiles
{
    public LargeProgram Program => program;

    public string Executable => program.Executable;

    public IEnumerable<string> Files => [];

    public string Folder => folder;

    public string Sysroot => "";

    public string DebugFiles => LargeProgram.DebugFiles;

    /// <summary>All that the kernel wrote.</summary>
    public string Core => Path.Combine(folder, CrashHandler.FullCore);

    /// <summary>What the agent kept of the same crash, unpacked.</summary>
    public string TrimmedCore => Path.Combine(folder, ProgramRun.TrimmedCore);

    /// <summary>The debugger's frames of all threads, with arguments and locals if wanted, of the full and of the trimmed core.</summary>
    public async Task<(OracleAnswer Full, OracleAnswer Trimmed)> AskAsync(bool variables)
    {
        var kept = Path.Combine(folder, variables ? "variables.json" : "frames.json");
        if (!File.Exists(kept))
        {
            var answers = await GdbOracle.AskAsync("gdb", Executable, Sysroot, DebugFiles, [Core, TrimmedCore], variables);
            await File.WriteAllTextAsync(kept + ".new", JsonSerializer.Serialize(answers));
            File.Move(kept + ".new", kept);
        }

        return JsonSerializer.Deserialize<OracleAnswer[]>(await File.ReadAllTextAsync(kept)) is [var full, var trimmed]
            ? (full, trimmed)
            : throw new InvalidOperationException($"{kept} does not have two answers");
    }
}

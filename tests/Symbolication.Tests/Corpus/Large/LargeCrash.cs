using System.Text.Json;
using Fleet.Symbolication.Tests.Corpus.Crashing;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.Symbolication.Tests.Corpus.Large;

/// <summary>A large program that has crashed. Its files are never changed.</summary>
internal sealed class LargeCrash(LargeProgram program, string folder) : ICrashFiles
{
    private readonly Lazy<Task<(OracleAnswer, OracleAnswer)>> _answers = new(() => AskAsync(program, folder));

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

    /// <summary>The debugger's frames of all threads, with arguments and locals, of the full and of the trimmed core.</summary>
    public Task<(OracleAnswer Full, OracleAnswer Trimmed)> AnswersAsync() => _answers.Value;

    private static async Task<(OracleAnswer Full, OracleAnswer Trimmed)> AskAsync(LargeProgram program, string folder)
    {
        var kept = Path.Combine(folder, "variables.json");
        if (!File.Exists(kept))
        {
            string[] cores = [Path.Combine(folder, CrashHandler.FullCore), Path.Combine(folder, ProgramRun.TrimmedCore)];
            var answers = await GdbOracle.AskAsync("gdb", program.Executable, "", LargeProgram.DebugFiles, cores, variables: true);
            await File.WriteAllTextAsync(kept + ".new", JsonSerializer.Serialize(answers));
            File.Move(kept + ".new", kept);
        }

        return JsonSerializer.Deserialize<OracleAnswer[]>(await File.ReadAllTextAsync(kept)) is [var full, var trimmed]
            ? (full, trimmed)
            : throw new InvalidOperationException($"{kept} does not have two answers");
    }
}

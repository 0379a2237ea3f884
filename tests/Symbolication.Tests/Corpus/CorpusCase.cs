using System.Text.Json;
using Fleet.Symbolication.Tests.Corpus.Building;
using Fleet.Symbolication.Tests.Corpus.Crashing;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>One program, built in one way and crashed. Its files are never changed.</summary>
internal sealed class CorpusCase(CorpusProgram program, CorpusVariant variant, string folder) : ICrashFiles
{
    private const string FramesFile = "frames.json";
    private const string VariablesFile = "variables.json";

    private readonly Lazy<Task<(OracleAnswer, OracleAnswer)>> _frames = new(() => AnswersAsync(variant, folder, FramesFile, variables: false));
    private readonly Lazy<Task<(OracleAnswer, OracleAnswer)>> _variables = new(() => AnswersAsync(variant, folder, VariablesFile, variables: true));

    /// <summary>Unique: <c>gcc-O2.null_dereference</c>.</summary>
    public string Name => NameOf(program, variant);

    public CorpusProgram Program => program;

    public CorpusVariant Variant => variant;

    /// <summary>Absolute; everything of the case is in it, but for the system's libraries.</summary>
    public string Folder => folder;

    /// <summary>The program as it was run, stripped when the variant says so.</summary>
    public string Executable => Path.Combine(folder, CorpusBuild.ProgramFile);

    /// <summary>All that the kernel wrote (for ARM, the emulator).</summary>
    public string Core => Path.Combine(folder, CrashHandler.FullCore);

    /// <summary>What the agent kept of the same crash, unpacked.</summary>
    public string TrimmedCore => Path.Combine(folder, ProgramRun.TrimmedCore);

    /// <summary>What a build of ours brings: program, library, files of debug symbols (<c>.debug</c>, <c>.dwo</c>, <c>.dwp</c>, <c>.alt</c>).</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Where(path =>
        Path.GetFileName(path) is CorpusBuild.ProgramFile || Path.GetExtension(path) is ".so" or ".debug" or ".dwo" or ".dwp" or ".alt");

    public string Sysroot => variant.Toolchain.Sysroot;

    /// <summary>What the machine has of debug symbols of its own libraries must not make a difference.</summary>
    public string DebugFiles => folder;

    /// <summary>How many of the debugger's frames of a thread are in what the agent kept; it goes on with a wrong one or two.</summary>
    /// <param name="trimmed">Of the trimmed core.</param>
    public int KeptFrames(OracleThread trimmed) => program.IsDeep && trimmed.IsCrashed ? trimmed.Frames.Count - 1

        // A kernel has the trampoline in the vDSO, of which there is none in the emulator.
        : program.Name == "signal_handler" && variant.Toolchain == Toolchain.Arm64 ? 2
        : trimmed.Frames.Count;

    /// <summary>
    /// Whether the debugger comes to a function of ours at all: between those and <c>abort</c> are some of the library's that never return, of which on arm there are neither tables nor,
    /// if it is not linked statically, symbols.
    /// </summary>
    public bool IsReached => variant.Toolchain != Toolchain.Arm || program.Name switch
    {
        "double_free" => false,
        "assertion" or "stack_smash" or "terminate" => variant.IsStatic,
        _ => true,
    };

    public static string NameOf(CorpusProgram program, CorpusVariant variant) => $"{variant.Name}.{program.Name}";

    /// <summary>The debugger's frames of all threads, of the full and of the trimmed core.</summary>
    public Task<(OracleAnswer Full, OracleAnswer Trimmed)> FramesAsync() => _frames.Value;

    /// <summary>The same with arguments and locals.</summary>
    public Task<(OracleAnswer Full, OracleAnswer Trimmed)> VariablesAsync() => _variables.Value;

    public override string ToString() => Name;

    private static async Task<(OracleAnswer Full, OracleAnswer Trimmed)> AnswersAsync(CorpusVariant variant, string folder, string name, bool variables)
    {
        var file = Path.Combine(folder, name);
        if (!File.Exists(file))
        {
            var plain = Path.Combine(folder, CorpusBuild.PlainFile);
            var program = File.Exists(plain) ? plain : Path.Combine(folder, CorpusBuild.ProgramFile);
            string[] cores = [Path.Combine(folder, CrashHandler.FullCore), Path.Combine(folder, ProgramRun.TrimmedCore)];
            var answers = await GdbOracle.AskAsync(variant.Toolchain.Gdb, program, variant.Toolchain.Sysroot, folder, cores, variables);
            await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(answers));
            File.Move(file + ".new", file);
        }

        return JsonSerializer.Deserialize<OracleAnswer[]>(await File.ReadAllTextAsync(file)) is [var full, var trimmed]
            ? (full, trimmed)
            : throw new InvalidOperationException($"{file} does not have two answers");
    }
}

using System.Text.Json;
using Fleet.Symbolication.Tests.Corpus.Building;

namespace Fleet.Symbolication.Tests.Corpus.Oracle;

/// <summary>Asks gdb, by a script for the Python in it (<c>oracle.py</c>). Nothing of the machine's configuration and nothing in the program has a say.</summary>
internal static class GdbOracle
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Script { get; } = Path.GetFullPath(Path.Combine(CorpusPrograms.Folder, "..", "Oracle", "oracle.py"));

    /// <param name="gdb">Name of the debugger.</param>
    /// <param name="program">That crashed.</param>
    /// <param name="sysroot">Of its libraries; empty when it is this machine's.</param>
    /// <param name="debugFiles">Folder that separate debug symbols are looked for in.</param>
    /// <param name="cores">Of the program, not compressed.</param>
    /// <param name="variables">
    /// Arguments and locals too. They are apart because gdb 13 ends with an internal error for some, such as those of a lambda that captured by reference.
    /// </param>
    /// <returns>An answer for each core, in their order.</returns>
    /// <exception cref="InvalidOperationException">The debugger failed; the message has what it printed.</exception>
    public static async Task<IReadOnlyList<OracleAnswer>> AskAsync(string gdb, string program, string sysroot, string debugFiles, IReadOnlyList<string> cores, bool variables)
    {
        var folder = Path.GetDirectoryName(cores[0])!;
        var answer = Path.Combine(folder, $"answer-{Guid.NewGuid():n}");
        string[] libraries = sysroot.Length > 0 ? ["-iex", $"set sysroot {sysroot}", "-iex", $"set solib-search-path {folder}"] : [];
        var environment = new Dictionary<string, string>
        {
            ["CORPUS_PROGRAM"] = program,
            ["CORPUS_CORES"] = string.Join('\n', cores),
            ["CORPUS_ANSWER"] = answer,
            ["CORPUS_VARIABLES"] = variables ? "1" : "0",
        };

        // The library that knows of threads takes the child of a vfork for two.
        string[] options = ["-nx", "-iex", "set libthread-db-search-path /nowhere", "-iex", "set auto-load off", "-iex", "set debuginfod enabled off", "-iex", $"set debug-file-directory {debugFiles}", .. libraries];
        var (_, output, errors) = await Tool.ExecuteAsync(folder, environment, [gdb, .. options, "-batch", "-x", Script]);
        var lines = File.Exists(answer) ? await File.ReadAllLinesAsync(answer) : [];
        File.Delete(answer);
        return lines.Length == cores.Count
            ? [.. lines.Select(line => JsonSerializer.Deserialize<OracleAnswer>(line, Json)!)]
            : throw new InvalidOperationException($"{program}: {gdb} gave {lines.Length} answers for {cores.Count} cores:\n{output}\n{errors}");
    }
}

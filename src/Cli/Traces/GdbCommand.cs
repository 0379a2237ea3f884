using Fleet.Symbolication.Targets;

namespace Fleet.Cli.Traces;

/// <summary>
/// gdb's command line for a core: the files of the server and none of this machine, nothing loaded by itself. What a core and the files it names say is a device's: gdb's
/// automatic loading would run scripts that lie beside them.
/// </summary>
internal static class GdbCommand
{
    private const string CrossGdb = "gdb-multiarch";

    /// <param name="symbols">The files.</param>
    /// <param name="core">Path of the core.</param>
    /// <param name="others">What the user adds.</param>
    public static IReadOnlyList<string> Arguments(SymbolFolder symbols, string core, IReadOnlyList<string> others)
    {
        List<string> arguments =
        [
            "-iex", "set auto-load off",
            "-iex", "set debuginfod enabled off",
            "-iex", $"set sysroot {symbols.Sysroot}",
            "-iex", $"set debug-file-directory {symbols.DebugFiles}",
        ];
        if (symbols.LibraryFolders.Count > 0)
        {
            arguments.AddRange(["-iex", $"set solib-search-path {string.Join(':', symbols.LibraryFolders)}"]);
        }

        arguments.AddRange(others);
        if (symbols.Program is { } program)
        {
            arguments.Add(program);
        }

        arguments.AddRange(["-c", core]);
        return arguments;
    }

    /// <summary>gdb itself, or the one for all architectures where the core is of another than this machine and that one is here.</summary>
    /// <param name="machine">Of the core.</param>
    /// <param name="folders">Of <c>PATH</c>.</param>
    public static string NameFor(Machine machine, string? folders) =>
        machine != Own && (folders ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, CrossGdb))) ? CrossGdb : "gdb";

    /// <summary>As a shell takes it.</summary>
    public static string Text(string program, IEnumerable<string> arguments) => string.Join(' ', arguments.Prepend(program).Select(Quoted));

    private static Machine? Own => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => Machine.X64,
        System.Runtime.InteropServices.Architecture.Arm64 => Machine.Arm64,
        System.Runtime.InteropServices.Architecture.Arm => Machine.Arm,
        _ => null,
    };

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':') ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

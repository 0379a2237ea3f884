using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Fleet.Silo.Workers;

/// <summary>How a worker's process is started, and with what of this one's surroundings.</summary>
public static class WorkerCommand
{
    /// <summary>The program's verb for it.</summary>
    internal const string Verb = "symbolication-worker";

    /// <summary>Beside the heap: threads, tables of the runtime, code.</summary>
    private const long BesideHeapDivisor = 4;

    /// <summary>This program again, whether it was started by itself or by <c>dotnet</c>.</summary>
    public static IReadOnlyList<string> OfThisProgram()
    {
        var process = Environment.ProcessPath ?? "";
        var isHost = Path.GetFileNameWithoutExtension(process) == "dotnet";
        return isHost && Assembly.GetEntryAssembly()?.Location is { Length: > 0 } program ? [process, program, Verb] : [process, Verb];
    }

    /// <param name="options">Bounds.</param>
    /// <param name="readable">Folder of the files that it is told of.</param>
    /// <param name="folder">Its own, for temporary files.</param>
    internal static ProcessStartInfo Start(SymbolicationOptions options, string readable, string folder)
    {
        var start = new ProcessStartInfo(options.Command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        foreach (var argument in options.Command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var argument in new WorkerArguments(readable, folder, options.MaxMemoryBytes, options.TableFolder).ToArguments())
        {
            start.ArgumentList.Add(argument);
        }

        // Passwords of databases come by the environment: nothing of it but what the runtime needs goes on to the worker.
        start.Environment.Clear();
        foreach (var (name, value) in Surroundings(options, folder))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static IEnumerable<(string Name, string Value)> Surroundings(SymbolicationOptions options, string folder)
    {
        var heap = options.MaxMemoryBytes - (options.MaxMemoryBytes / BesideHeapDivisor);
        yield return ("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));
        yield return ("DOTNET_GCHeapHardLimit", heap.ToString("x", CultureInfo.InvariantCulture));
        yield return ("DOTNET_gcServer", "0");
        yield return ("DOTNET_gcConcurrent", "0");
        yield return ("DOTNET_EnableDiagnostics", "0");
        yield return ("DOTNET_TieredPGO", "0");
        yield return ("TMPDIR", folder);
        yield return ("PATH", "/usr/bin:/bin");
        yield return ("LANG", "C.UTF-8");
    }
}

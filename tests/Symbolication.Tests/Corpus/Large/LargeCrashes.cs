using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Fleet.Symbolication.Tests.Corpus.Crashing;

namespace Fleet.Symbolication.Tests.Corpus.Large;

/// <summary>
/// Crashes large programs, each once a run, when a test asks for it. <c>FLEET_CORPUS_DIR</c> keeps them: what is there is used again, as their moments differ
/// from run to run.
/// </summary>
public sealed class LargeCrashes : IDisposable
{
    private const string KeptVariable = "FLEET_CORPUS_DIR";

    /// <summary>Much more than any of them takes to come to its moment.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _path;
    private readonly bool _isKept;
    private readonly CrashSession _session;
    private readonly ConcurrentDictionary<LargeProgram, Lazy<Task<LargeCrash>>> _crashes = new();

    public LargeCrashes()
    {
        var kept = Environment.GetEnvironmentVariable(KeptVariable);
        _isKept = !string.IsNullOrEmpty(kept);
        _path = _isKept ? Directory.CreateDirectory(Path.Combine(kept!, "large")).FullName : Directory.CreateTempSubdirectory("fleet-large-").FullName;

        // PostgreSQL does not run as root.
        File.SetUnixFileMode(_path, File.GetUnixFileMode(_path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _session = new CrashSession(() => CrashHandler.WriteAsync(_path));
    }

    internal Task<LargeCrash> GetAsync(LargeProgram program) => _crashes.GetOrAdd(program, key => new Lazy<Task<LargeCrash>>(() => MakeAsync(key))).Value;

    public void Dispose()
    {
        _session.Dispose();
        if (!_isKept)
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    private async Task<LargeCrash> MakeAsync(LargeProgram program)
    {
        var crash = new LargeCrash(program, Path.Combine(_path, program.Name));
        if (!File.Exists(crash.TrimmedCore))
        {
            if (Directory.Exists(crash.Folder))
            {
                Directory.Delete(crash.Folder, recursive: true);
            }

            Directory.CreateDirectory(crash.Folder);
            await _session.EnterAsync();
            try
            {
                await RunAsync(program, crash.Folder);
            }
            finally
            {
                await _session.LeaveAsync();
            }

            await ProgramRun.UnpackAsync(crash.Folder, "it ended");
        }

        return crash;
    }

    /// <summary>Until it has crashed, and the agent has its core.</summary>
    private static async Task RunAsync(LargeProgram program, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" 2>&1", "sh", .. program.Command])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        var seen = new List<string>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                seen.Add(line);
                if (program.Lines > 0 && seen.Count == program.Lines + 1)
                {
                    using var kill = Process.Start("kill", [$"-{program.Signal}", int.Parse(seen[0], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)]);
                    await kill.WaitForExitAsync(patience.Token);
                }
            }

            await process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or FormatException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program.Name} did not crash; it said\n{string.Join('\n', seen)}", e);
        }

        Assert.True(program.Lines == 0 || seen.Count > program.Lines, $"{program.Name} ended before its moment; it said\n{string.Join('\n', seen)}");
    }
}

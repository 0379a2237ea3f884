using System.Diagnostics;

namespace Fleet.Symbolication.Tests.Corpus.Building;

/// <summary>Runs compilers, binutils and the debugger.</summary>
internal static class Tool
{
    /// <summary>More than any of them takes on a machine that does a lot besides.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <returns>Standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has the command and what it printed.</exception>
    public static async Task<string> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var (code, output, errors) = await ExecuteAsync(folder, environment, command);
        return code == 0 ? output : throw new InvalidOperationException($"in {folder}: {string.Join(' ', command)}: ended with {code}\n{output}\n{errors}");
    }

    public static Task<string> RunAsync(string folder, params string[] command) => RunAsync(folder, new Dictionary<string, string>(), command);

    /// <summary>The same for a command that may fail; 128 and more the signal's number is a shell's word for a signal.</summary>
    public static async Task<(int Code, string Output, string Errors)> ExecuteAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"in {folder}: {string.Join(' ', command)}: not done after {Patience}", e);
        }
    }
}

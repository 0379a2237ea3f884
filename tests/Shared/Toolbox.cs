using System.Diagnostics;

namespace Fleet.Tests.Shared;

/// <summary>A folder of its own in which tools of this machine are run: compilers, archivers. Gone when it is disposed.</summary>
internal sealed class Toolbox : IDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    public string Folder { get; } = Directory.CreateTempSubdirectory("fleet-tools-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    public string Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], content);
        return this[name];
    }

    /// <summary>Runs a program in the folder.</summary>
    /// <returns>What it printed.</returns>
    public string Run(string program, params string[] arguments) => Run(new Dictionary<string, string>(), program, arguments);

    public string Run(IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Within))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} still runs after {Within.TotalSeconds} s");
        }

        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output.Result}\n{errors.Result}");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

using System.Diagnostics;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>Programs of this machine that tests use as makers of input and as oracles.</summary>
internal static class Command
{
    /// <summary>Runs a program to its end and returns what it wrote. It must succeed.</summary>
    public static string Run(string program, params string[] words) => Run(Environment.CurrentDirectory, program, words);

    public static string Run(string folder, string program, string[] words, bool mayFail = false)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(mayFail || process.ExitCode == 0, $"{program} {string.Join(' ', words)}: {text}{errors.Result}");
        return text;
    }

    public static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}

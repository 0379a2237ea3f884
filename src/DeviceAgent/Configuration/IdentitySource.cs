using System.Diagnostics;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>Where one part of the identity comes from: said, else the first line of a file, else the first line that a command prints.</summary>
internal sealed class IdentitySource(string setting)
{
    /// <summary>For the command: the agent waits for it at its start, when a small device is busiest.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string? Value { get; set; }

    public string? File { get; set; }

    public string? Command { get; set; }

    /// <param name="check">What is wrong with a value, or null.</param>
    /// <param name="problems">Gets what was wrong.</param>
    /// <returns>Null when nothing was said of it, or it could not be had.</returns>
    public string? Find(Func<string, string?> check, ProblemList problems)
    {
        if (Value is not null)
        {
            return Value;
        }

        var (from, what, read) = File is not null ? ($"{setting}_file", File, () => ReadFile(File))
            : Command is not null ? ($"{setting}_command", $"'{Command}'", () => Run(Command))
            : ("", "", (Func<string>?)null);
        if (read is null)
        {
            return null;
        }

        try
        {
            var text = read();
            if (check(text) is not { } problem)
            {
                return text;
            }

            problems.Add(from, $"{what}: {problem}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            problems.Add(from, $"{what}: {e.Message}");
        }

        return null;
    }

    private static string ReadFile(string path) => System.IO.File.ReadLines(path).FirstOrDefault("").TrimEnd('\0').Trim();

    private static string Run(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var line = process.StandardOutput.ReadLineAsync();
        if (!line.Wait(Patience) || !process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new IOException($"did not end within {Patience.TotalSeconds} s");
        }

        return process.ExitCode == 0 ? (line.Result ?? "").Trim() : throw new IOException($"ended with code {process.ExitCode}");
    }
}

using System.Diagnostics;

namespace Fleet.Symbolication.Tests.Dwarf;

/// <summary>Compilers and readers of others.</summary>
internal static class Tool
{
    /// <summary>Where a tool is; null when it is not installed.</summary>
    public static string? Find(string name)
    {
        var folders = $"{Environment.GetEnvironmentVariable("PATH")}:{Environment.GetEnvironmentVariable("HOME")}/.cargo/bin".Split(':');
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>What it prints; an exception with what it complains of when it fails.</summary>
    public static string Run(string folder, string input, string tool, params IEnumerable<string> arguments)
    {
        var path = Find(tool);
        Assert.SkipWhen(path is null, $"{tool} is not installed");
        var start = new ProcessStartInfo(path!, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException($"{tool} {string.Join(' ', start.ArgumentList)}: {errors.Result}");
    }
}

using System.Diagnostics;

namespace Fleet.Symbolication.Tests.Cfi;

/// <summary>Compilers, and tools that are asked for what they see.</summary>
internal static class Tool
{
    /// <summary>What it prints; a failure with what it complains of when it ends with an error.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        start.Environment["DEBUGINFOD_URLS"] = "";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error.Result}{output}");
        return output;
    }

    public static bool IsThere(string path) => File.Exists(path);

    /// <summary>A program or library from one source; its path.</summary>
    public static string Compile(string folder, string compiler, string source, string flags, string extension = "c")
    {
        var name = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText($"{name}.{extension}", source);
        Run(compiler, [.. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", name, $"{name}.{extension}"]);
        return name;
    }
}

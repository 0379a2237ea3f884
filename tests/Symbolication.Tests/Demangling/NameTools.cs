using System.Diagnostics;

namespace Fleet.Symbolication.Tests.Demangling;

/// <summary>binutils and compilers of this machine: what names are compared with, and made by.</summary>
internal static class NameTools
{
    /// <summary>Each symbol as <c>c++filt</c> prints it; one that it does not know is as it was.</summary>
    public static string[] Filt(IReadOnlyList<string> symbols, params string[] options)
    {
        var lines = Run("c++filt", options, string.Join('\n', symbols) + "\n").TrimEnd('\n').Split('\n');
        Assert.Equal(symbols.Count, lines.Length);
        return lines;
    }

    /// <summary>Names of a file's symbols, without versions, each once.</summary>
    public static string[] Symbols(string path, bool dynamic) =>
    [
        .. Run("nm", dynamic ? ["-D", "--no-demangle", path] : ["--no-demangle", path], "").Split('\n')
            .Select(line => line[(line.LastIndexOf(' ') + 1)..].Split('@')[0]).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Symbols of a program that a compiler makes of a source; null when the compiler is not here.</summary>
    public static string[]? Compile(string compiler, string source, string extension, params string[] options)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/root/.cargo/bin").Any(folder => File.Exists(Path.Combine(folder, compiler))))
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("fleet-names").FullName;
        try
        {
            var (input, output) = (Path.Combine(folder, "names" + extension), Path.Combine(folder, "names.out"));
            File.WriteAllText(input, source);
            Run(compiler, [.. options, "-o", output, input], "");
            return Symbols(output, dynamic: false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string program, IEnumerable<string> arguments, string input)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // rustc has the older symbols only as an unstable option.
        start.Environment["RUSTC_BOOTSTRAP"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors.Result}");
        return output.Result;
    }
}

using System.Diagnostics;

[assembly: AssemblyFixture(typeof(Fleet.Silo.Tests.Workers.CrashedProgram))]

namespace Fleet.Silo.Tests.Workers;

/// <summary>A program that gcc built and that crashed under gdb, which wrote the core.</summary>
public sealed class CrashedProgram : IDisposable
{
    /// <summary>The line on which it crashes.</summary>
    public const int Line = 3;

    private const string Source = "static int *nowhere;\n__attribute__((noinline)) int reach(int add) {\n  return *nowhere + add;\n}\nint main(int count, char **all) {\n  return reach(count) + (all != 0);\n}\n";

    /// <summary>Types that nobody uses, kept by <c>-fno-eliminate-unused-debug-types</c>: together some megabytes of debugging information.</summary>
    private const int LargeTypes = 20_000;

    private readonly Lazy<string> _made;
    private readonly Lazy<string> _large;

    public CrashedProgram()
    {
        _made = new(() => Make("reach", Source));
        _large = new(() => Make("large", Source + string.Concat(Enumerable.Range(0, LargeTypes).Select(i => $"struct type_{i} {{ int first_{i}; long second_{i}; }};\n"))));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("fleet-silo-").FullName;

    /// <summary>With debugging information.</summary>
    public string Program => _made.Value;

    public string Core => _made.Value + ".core";

    /// <summary>The same with more debugging information.</summary>
    public string LargeProgram => _large.Value;

    public string LargeCore => _large.Value + ".core";

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string Make(string name, string source)
    {
        File.WriteAllText(Path.Combine(Folder, $"{name}.c"), source);
        Run("gcc", "-g", "-O1", "-fno-eliminate-unused-debug-types", "-Wl,--build-id", "-o", name, $"{name}.c");
        Run("gdb", "-nx", "-batch", "-ex", "set auto-load off", "-ex", "run", "-ex", $"generate-core-file {name}.core", $"./{name}");
        return Path.Combine(Folder, name);
    }

    private void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DEBUGINFOD_URLS"] = "";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {output.Result}{errors.Result}");
    }
}

using System.Diagnostics;

[assembly: AssemblyFixture(typeof(Fleet.Silo.Tests.Workers.CrashedProgram))]

namespace Fleet.Silo.Tests.Workers;

/// <summary>A program that gcc built and that crashed under gdb, which wrote the core.</summary>
public sealed class CrashedProgram : IDisposable
{
    /// <summary>The line on which it crashes.</summary>
    public const int Line = 3;

    private const string Source = "static int *nowhere;\n__attribute__((noinline)) int reach(int add) {\n  return *nowhere + add;\n}\nint main(int count, char **all) {\n  return reach(count) + (all != 0);\n}\n";

    private readonly Lazy<string> _made;

    public CrashedProgram() => _made = new(Make);

    public string Folder { get; } = Directory.CreateTempSubdirectory("fleet-silo-").FullName;

    /// <summary>With debugging information.</summary>
    public string Program => Path.Combine(_made.Value, "reach");

    public string Core => Path.Combine(_made.Value, "core");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string Make()
    {
        File.WriteAllText(Path.Combine(Folder, "reach.c"), Source);
        Run("gcc", "-g", "-O1", "-Wl,--build-id", "-o", "reach", "reach.c");
        Run("gdb", "-nx", "-batch", "-ex", "set auto-load off", "-ex", "run", "-ex", "generate-core-file core", "./reach");
        return Folder;
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


namespace Fleet.Symbolication.Tests.Core;

/// <summary>Cores of <see cref="CrashSource"/>, each made once when it is asked for: by the kernel, by gdb, by our agent, by emulators.</summary>
public sealed class CrashCores : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _program;
    private readonly Lazy<string> _kernel;
    private readonly Lazy<(string Gdb, string Agent)> _gdb;

    public CrashCores()
    {
        _program = new Lazy<string>(() => Compile("", "program"));
        _kernel = new Lazy<string>(MakeByKernel);
        _gdb = new Lazy<(string, string)>(MakeByDebugger);
    }

    public string Program => _program.Value;

    /// <summary>Of the kernel, if it writes cores into the folder of the process.</summary>
    public string Kernel => _kernel.Value;

    public string Gdb => _gdb.Value.Gdb;

    /// <summary>Compressed, as it is uploaded.</summary>
    public string Agent => _gdb.Value.Agent;

    /// <summary>Where something may be written.</summary>
    public string Path(string name) => _folder[name];

    public string Compile(string tools, string name, params string[] options)
    {
        var path = _folder[name];
        File.WriteAllText(path + ".c", CrashSource.Text);
        Command.Run($"{tools}gcc", ["-g", "-O1", "-pthread", .. options, "-o", path, path + ".c"]);
        return path;
    }

    /// <summary>Of QEMU's user emulation.</summary>
    /// <param name="machine">In the names of the emulator and of the compiler: <c>aarch64</c>, <c>arm</c>.</param>
    public (string Program, string Core) Emulated(string machine, string triple, params string[] options)
    {
        Assert.SkipUnless(Command.Exists($"{triple}-gcc") && Command.Exists($"qemu-{machine}-static"), $"needs {triple}-gcc and qemu-user-static");
        var program = Compile($"{triple}-", $"{machine}{string.Concat(options)}", options);
        Command.Run(_folder.Path, "sh", ["-c", $"ulimit -c unlimited; qemu-{machine}-static -L /usr/{triple} {program}; rm -f core core.*"], mayFail: true);
        return (program, Directory.GetFiles(_folder.Path, $"qemu_{System.IO.Path.GetFileName(program)}_*.core").Single());
    }

    public void Dispose() => _folder.Dispose();

    private string MakeByKernel()
    {
        var folder = Directory.CreateDirectory(_folder["kernel"]).FullName;

        // Tests of the agent have the kernel hand its cores to it, one at a time by this lock.
        using var held = Lock();
        var pattern = File.ReadAllText("/proc/sys/kernel/core_pattern").Trim();
        Assert.SkipWhen(pattern.StartsWith('|') || pattern.Contains('/'), $"the kernel gives its cores to {pattern}");
        Command.Run(folder, "sh", ["-c", $"ulimit -c unlimited && exec {Program}"], mayFail: true);
        return Directory.GetFiles(folder).Single();
    }

    private static FileStream Lock()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "fleet-core-pattern.lock");
        FileStream? held = null;
        Assert.True(SpinWait.SpinUntil(() => TryLock(path, out held), TimeSpan.FromMinutes(5)), "another test has kept the core pattern for 5 minutes");
        return held!;
    }

    private static bool TryLock(string path, out FileStream? held)
    {
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            held = null;
            return false;
        }
    }

    /// <summary>The debugger holds the process where it crashed, writes its core, and has the agent's handler trim that, as the kernel would.</summary>
    private (string Gdb, string Agent) MakeByDebugger()
    {
        var core = _folder["gdb.core"];
        var data = Directory.CreateDirectory(_folder["data"]).FullName;
        File.WriteAllText(_folder["fleetd.toml"], $"[data]\ndirectory = \"{data}\"\n[control]\nsocket = \"{_folder["none"]}\"\n[device]\nsoftware_type = \"test\"\n");
        var fleetd = System.IO.Path.Combine(AppContext.BaseDirectory, "fleetd");
        File.WriteAllText(_folder["handler"], $"""
            #!/bin/sh
            export DOTNET_ROOT='{System.IO.Path.GetDirectoryName(Environment.ProcessPath)}'
            exec '{fleetd}' core --config '{_folder["fleetd.toml"]}' --data '{data}' "$1" 0 0 11 0 0 host '{Program.Replace('/', '!')}' "$2" <'{core}'
            """);
        var text = Command.Run(
            "gdb", "-iex", "set auto-load off", "-batch", "-ex", "run", "-ex", $"generate-core-file {core}",
            "-ex", $"python import os; t = gdb.selected_thread().ptid; os.system('sh {_folder["handler"]} %d %d 2>&1' % (t[0], t[1]))", "-ex", "kill", Program);
        var kept = Directory.GetFiles(data, "*.core.zst", SearchOption.AllDirectories);
        Assert.True(kept.Length == 1, text);
        return (core, kept[0]);
    }
}

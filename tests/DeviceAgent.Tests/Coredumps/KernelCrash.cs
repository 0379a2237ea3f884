using System.Globalization;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>A folder with a program that crashes, a handler that the kernel runs, and what the handler leaves.</summary>
internal sealed class KernelCrash : IDisposable
{
    /// <summary>Runs a program and appends its peak resident memory in KiB to a file.</summary>
    private const string Measure = """
        #include <stdio.h>
        #include <sys/resource.h>
        #include <sys/wait.h>
        #include <unistd.h>

        int main(int count, char **words) {
          struct rusage use;
          pid_t child = vfork();
          if (child == 0) { execv(words[2], words + 2); _exit(127); }
          close(0);
          wait4(child, 0, 0, &use);
          FILE *file = fopen(words[1], "a");
          fprintf(file, "%ld\n", use.ru_maxrss);
          fclose(file);
          return 0;
        }
        """;

    private readonly KernelCores _cores;

    private KernelCrash(TempDirectory directory, KernelCores cores)
    {
        Directory = directory;
        _cores = cores;
        Program = CrashingProgram.Compile(directory);
        Folder = CrashFolder.Under(directory["data"]);
    }

    public TempDirectory Directory { get; }

    public CrashingProgram Program { get; }

    public CrashFolder Folder { get; }

    /// <param name="fleetd">The handler's file.</param>
    /// <param name="settings">Of <c>[coredump]</c>, in TOML.</param>
    public static async Task<KernelCrash> PrepareAsync(string fleetd, string settings = "")
    {
        var directory = new TempDirectory();
        await File.WriteAllTextAsync(directory["c"], $"""
            [data]
            directory = "{directory["data"]}"
            [control]
            socket = "{directory["control.sock"]}"
            [coredump]
            {settings}
            """);

        await File.WriteAllTextAsync(directory["measure.c"], Measure);
        CrashingProgram.Run("gcc", "-o", directory["measure"], directory["measure.c"]);

        // The kernel gives no environment, and takes no long paths.
        await File.WriteAllTextAsync(directory["h"], $"""
            #!/bin/sh
            export DOTNET_ROOT='{Path.GetDirectoryName(Environment.ProcessPath)}'
            exec '{directory["measure"]}' '{directory["peak"]}' '{fleetd}' core --config '{directory["c"]}' "$@"
            """);
        File.SetUnixFileMode(directory["h"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        System.IO.Directory.CreateDirectory(directory["data"]);
        try
        {
            return new KernelCrash(directory, await KernelCores.HandToAsync($"|{directory["h"]} {CoreArguments.Template}"));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Summaries of the program's crashes, in the order in which they were written. The handler outlives the process by a moment.</summary>
    public async Task<List<CrashSummary>> SummariesAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            var summaries = Folder.List(CrashFolder.UntoldSuffix).Select(id => CrashSummary.Decode(File.ReadAllBytes(Folder.Untold(id)))!)
                .Where(summary => summary.Crash.Program == Program.Name).ToList();
            if (summaries.Count >= count)
            {
                return summaries;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Peak resident memory of the handler, in KiB. It ends a moment after its summary is there.</summary>
    public async Task<long> PeakAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!File.Exists(Directory["peak"]) || !(await File.ReadAllTextAsync(Directory["peak"], patience.Token)).EndsWith('\n'))
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }

        return File.ReadAllLines(Directory["peak"]).Max(line => long.Parse(line, CultureInfo.InvariantCulture));
    }

    /// <summary>The decompressed core, for a debugger.</summary>
    public string Unpack(Guid id)
    {
        var core = Directory[$"{id:n}.core"];
        using var decompressed = new ZstdSharp.DecompressionStream(File.OpenRead(Folder.Core(id)));
        using var file = File.Create(core);
        decompressed.CopyTo(file);
        return core;
    }

    public void Dispose()
    {
        _cores.Dispose();
        Assert.True(SpinWait.SpinUntil(() => !IsHandlerRunning(), TimeSpan.FromSeconds(30)), "a handler did not end");
        Directory.Dispose();
    }

    /// <summary>It has a little to do after its summary is there.</summary>
    private bool IsHandlerRunning() => System.IO.Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline").Contains(Directory["c"], StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}

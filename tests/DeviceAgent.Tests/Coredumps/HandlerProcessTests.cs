using System.Diagnostics;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Coredumps;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>The handler as the kernel starts it, with a core that a test made: of a process that is gone, or never was.</summary>
public sealed class HandlerProcessTests : IDisposable
{
    private const ulong Stack = 0x7fff_0000_0000;
    private const string Kernel = "4194304 0 0 11 1700000000 0 host !usr!bin!app";

    private readonly TempDirectory _directory = new();

    public HandlerProcessTests()
    {
        Directory.CreateDirectory(_directory["data"]);
        File.WriteAllBytes(_directory["core"], new CoreBuilder()
            .Process("app", "app --secret").Thread(1, Stack).Signal(11, 1, 8).Memory(Stack, CoreBuilder.RandomBytes(new Random(1), 4 << 20)).Build());
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_core_of_a_process_that_is_gone_is_trimmed_from_the_pipe()
    {
        Configure("");
        Run($"{Handler} <{_directory["core"]}");
        var summary = Summary(_directory["data"]);
        Assert.Equal(("app", "/usr/bin/app", 11, 8UL), (summary.Crash.Program, summary.Crash.Executable, summary.Crash.Signal, summary.Crash.FaultAddress));
        Assert.Equal((CoreStrategy.Threads, false), (summary.Crash.Strategy, summary.IsTruncated));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(CrashFolder.Under(_directory["data"]).Core(summary.Crash.Id)));
    }

    [Fact]
    public void A_handler_without_standard_output_and_error_works_as_one_with_them()
    {
        Configure("");
        Run($"{Handler} <{_directory["core"]} >&- 2>&-");
        Assert.Equal(CoreStrategy.Threads, Summary(_directory["data"]).Crash.Strategy);
    }

    [Theory]
    [Trait("Category", "Aot")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_that_lies_in_the_place_of_a_file_is_not_followed(bool isArm64)
    {
        // Flags of open() differ between machines.
        string[] program = isArm64 ? await Arm64Emulator.CommandAsync(await NativeBinary.PublishForArm64Async()) : [AgentProcess.BuiltProgram];
        var folder = CrashFolder.Under(_directory["data"]);
        folder.Make();
        File.WriteAllText(_directory["precious"], "");
        File.CreateSymbolicLink(folder.Marks, _directory["precious"]);
        Configure("");
        Run($"{string.Join(' ', program)} {Words} <{_directory["core"]}");
        Assert.Equal(CoreStrategy.Threads, Summary(_directory["data"]).Crash.Strategy);
        Assert.Equal(0, new FileInfo(_directory["precious"]).Length);
    }

    [Fact]
    public void What_is_no_core_still_counts_and_has_a_summary()
    {
        Configure("");
        Run($"echo nonsense | {Handler}");
        var summary = Summary(_directory["data"]);
        Assert.Equal((CoreStrategy.None, "app"), (summary.Crash.Strategy, summary.Crash.Program));
        Assert.Contains("ELF", summary.Crash.Reason, StringComparison.Ordinal);
        HandlerMarks.Take(CrashFolder.Under(_directory["data"]).Marks, (marks, _) => Assert.Equal(1, Assert.Single(marks).Count));
    }

    [Fact]
    public void When_the_disk_fills_there_is_a_core_of_what_it_took_and_the_summary_says_so()
    {
        Assert.SkipUnless(AgentProcess.CanMount(), "mounts a tmpfs, which takes root or user namespaces (unshare -Urm)");
        Configure("strategy = \"full\"");
        Run($"unshare {string.Join(' ', AgentProcess.OwnMounts)} sh -c \"mount -t tmpfs -o size=3m none {_directory["data"]} && {Handler} <{_directory["core"]}; "
            + $"cp -r {_directory["data"]} {_directory["copy"]}\"");
        var summary = Summary(_directory["copy"]);
        Assert.Equal((CoreStrategy.Full, true), (summary.Crash.Strategy, summary.IsTruncated));
        Assert.Contains("disk is full", summary.Crash.Reason, StringComparison.Ordinal);
        var image = CoreImage.OfFile(CrashFolder.Under(_directory["copy"]).Core(summary.Crash.Id));
        Assert.Equal(new CoreImage(File.ReadAllBytes(_directory["core"]))[Stack + (1 << 20)], image[Stack + (1 << 20)]);
        Assert.Empty(Directory.GetFiles(CrashFolder.Under(_directory["copy"]).Path, "*.tmp"));
    }

    [Fact]
    public void A_core_that_does_not_come_is_given_up_when_the_time_is_over()
    {
        Configure("strategy = \"full\"\ntimeout = \"2s\"");
        var watch = Stopwatch.StartNew();
        using var writer = Process.Start(new ProcessStartInfo("sh", ["-c", $"mkfifo {_directory["pipe"]}; {{ head -c 1000000 {_directory["core"]}; exec sleep 60; }} >{_directory["pipe"]}"]) { UseShellExecute = false })!;
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_directory["pipe"]), TimeSpan.FromSeconds(10)));
        Run($"{Handler} <{_directory["pipe"]}");
        writer.Kill(entireProcessTree: true);
        var summary = Summary(_directory["data"]);
        Assert.Equal((CoreStrategy.Full, true), (summary.Crash.Strategy, summary.IsTruncated));
        Assert.Contains("time was over", summary.Crash.Reason, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData("enabled = false")]
    [InlineData("[collection]\nenabled = false")]
    public void When_it_or_all_collection_is_turned_off_nothing_is_written(string settings)
    {
        Configure(settings);
        Run($"{Handler} <{_directory["core"]}");
        Assert.Empty(Directory.GetFileSystemEntries(_directory["data"]));
    }

    [Fact]
    public void What_it_is_asked_for_wrongly_is_said()
    {
        Assert.Equal(ExitCode.Usage, Execute($"{AgentProcess.BuiltProgram} core --frobnicate 2>{_directory["errors"]}"));
        Assert.Contains("--frobnicate", File.ReadAllText(_directory["errors"]), StringComparison.Ordinal);
        Run($"{AgentProcess.BuiltProgram} core --print-sysctl --config /etc/x.toml >{_directory["output"]}");
        Assert.Contains($"kernel.core_pattern = |{AgentProcess.BuiltProgram} core --config /etc/x.toml %P", File.ReadAllText(_directory["output"]), StringComparison.Ordinal);
        Run($"{AgentProcess.BuiltProgram} core --help >{_directory["output"]}");
        Assert.Contains("--install", File.ReadAllText(_directory["output"]), StringComparison.Ordinal);
    }

    private string Handler => $"{AgentProcess.BuiltProgram} {Words}";

    private string Words => $"core --config {_directory["c"]} --data {_directory["data"]} {Kernel}";

    private void Configure(string settings) => File.WriteAllText(_directory["c"], $"[control]\nsocket = \"{_directory["none"]}\"\n[coredump]\n{settings}\n");

    private static void Run(string command) => Assert.Equal(ExitCode.Success, Execute(command));

    private static int Execute(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { UseShellExecute = false })!;
        shell.WaitForExit();
        return shell.ExitCode;
    }

    private static CrashSummary Summary(string data)
    {
        var folder = CrashFolder.Under(data);
        Assert.Empty(folder.List(CrashFolder.PendingSuffix));
        return CrashSummary.Decode(File.ReadAllBytes(folder.Untold(Assert.Single(folder.List(CrashFolder.UntoldSuffix)))))!;
    }
}

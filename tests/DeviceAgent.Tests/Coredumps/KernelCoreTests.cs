using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Tests.Logs;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>The real thing: programs that crash, and the kernel's own pipe. Only one at a time may own <c>core_pattern</c>.</summary>
[Collection("core_pattern")]
public sealed class KernelCoreTests(ITestOutputHelper output)
{
    private const int SegmentationFault = 11;
    private const int Abort = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_that_crashes_is_on_the_server_with_the_place_where_it_did(bool isNative)
    {
        var fleetd = isNative ? await NativeBinary.PublishAsync() : AgentProcess.BuiltProgram;
        using var server = new FakeServer();
        server.Answer = (request, _) => server.Take(request) with { Configuration = request.ConfigurationRevision == 1 ? null : new DeviceConfiguration(1, 3_600_000, Monitoring: true, Debugging: true, Logging: true) };
        using var crash = await KernelCrash.PrepareAsync(fleetd);
        var syslog = FreePort.Udp();
        using var agent = await AgentProcess.StartAsync(fleetd, crash.Directory, server.Url, "--syslog", $"127.0.0.1:{syslog}");
        using (var sender = new UdpClient())
        {
            sender.Send("<11>valve: stuck half open"u8, "127.0.0.1", syslog);
        }

        await AgentLogs.WaitForLineAsync(agent, "stuck half open");
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        crash.Program.Crash("threads");
        var entry = await EntryAsync(server, crash.Program.Name);
        var got = Crash.Decode(entry.Body);
        Assert.Equal((crash.Program.Path, SegmentationFault, 1, CrashingProgram.FaultAddress), (got.Executable, got.Signal, got.Code, got.FaultAddress));
        Assert.Equal(("crasher", CoreStrategy.Threads, ""), (got.Thread, got.Strategy, got.Reason));
        Assert.InRange(got.CoreBytes, 1000, 200_000);
        Assert.All(got.Frames.Take(3), frame => Assert.Equal((crash.Program.Name, crash.Program.BuildId()), (frame.Module, frame.BuildId)));
        Assert.True(crash.Program.IsIn("inner", got.Frames[0].Offset));
        Assert.True(crash.Program.IsIn("middle", got.Frames[1].Offset));
        Assert.True(crash.Program.IsIn("crasher", got.Frames[2].Offset));
        output.WriteLine($"summary {entry.Body.Length} bytes, core {got.CoreBytes} bytes");

        // It is told once, which is noted a moment after, and its core is held until somebody asks for it.
        Assert.True(SpinWait.SpinUntil(() => File.Exists(crash.Folder.Told(got.Id)), TimeSpan.FromSeconds(30)));
        Assert.Equal(got.CoreBytes, new FileInfo(crash.Folder.Core(got.Id)).Length);
        using var log = JsonDocument.Parse(CoreImage.OfFile(crash.Folder.Core(got.Id)).Note("Fleet", CoreNoteType.Log)!);
        var line = Assert.Single(log.RootElement.GetProperty("lines").EnumerateArray());
        Assert.Equal(("valve", "stuck half open"), (line.GetProperty("source").GetString(), line.GetProperty("text").GetString()));
        Assert.Equal(ExitCode.Success, (await agent.CtlAsync("sync")).Code);
        Assert.Equal(1, server.Reports()[^1]["fleet.agent.coredump_crashes"].Value);
        Assert.Equal(1, server.Reports()[^1]["operational_crashes"].Value);
        Assert.Equal(1, server.Reports()[^1]["fleet.agent.coredumps_kept"].Value);
    }

    [Fact]
    public async Task The_debugger_sees_in_a_trimmed_core_what_it_sees_in_a_full_one()
    {
        using var crash = await KernelCrash.PrepareAsync(AgentProcess.BuiltProgram);
        var trimmed = await BacktraceAsync(crash, 1);
        await File.WriteAllTextAsync(crash.Directory["c"], (await File.ReadAllTextAsync(crash.Directory["c"])) + "strategy = \"full\"\n");
        var full = await BacktraceAsync(crash, 2);
        Assert.Equal(4, full.Count);
        Assert.Contains("inner < middle < crasher < start_thread", full[0], StringComparison.Ordinal);
        Assert.Equal(full[0], trimmed[0]);

        // Behind the one that crashed the kernel lists threads in the order in which they came to a halt.
        Assert.Equal(full.Order(StringComparer.Ordinal), trimmed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_the_dynamic_linker_loaded_is_in_a_trimmed_core_for_a_debugger()
    {
        using var crash = await KernelCrash.PrepareAsync(AgentProcess.BuiltProgram);
        crash.Program.Crash("threads");
        var summary = Assert.Single(await crash.SummariesAsync(1));
        var libraries = CrashingProgram.Run("gdb", "-iex", "set auto-load off", "-batch", "-ex", "info sharedlibrary", crash.Program.Path, crash.Unpack(summary.Crash.Id));
        Assert.Matches("0x[0-9a-f]+ +0x[0-9a-f]+ +.*libc\\.so", libraries);
        var image = CoreImage.OfFile(crash.Folder.Core(summary.Crash.Id));
        var names = System.Text.Encoding.UTF8.GetString(image.Note("Fleet", CoreNoteType.Threads)!);
        Assert.Equal(2, Regex.Count(names, "sleeper"));
        Assert.Contains("crasher", names, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_core_has_the_unwind_entry_of_every_function_that_the_debugger_finds_on_a_stack()
    {
        using var crash = await KernelCrash.PrepareAsync(AgentProcess.BuiltProgram);
        crash.Program.Crash("threads");
        var summary = Assert.Single(await crash.SummariesAsync(1));
        var note = CoreImage.OfFile(crash.Folder.Core(summary.Crash.Id)).Note("Fleet", CoreNoteType.Unwind)!;
        var functions = UnwindNote.Functions(note);
        var addresses = Debugger.Addresses("gdb", crash.Program.Path, crash.Unpack(summary.Crash.Id));
        Assert.InRange(addresses.Count, 13, 100);
        Assert.All(addresses, address => Assert.Contains(functions, function => function.Contains(address) || function.Contains(address - 1)));
        output.WriteLine($"{functions.Count} entries, {note.Length} bytes, core {summary.Crash.CoreBytes} bytes");
    }

    [Fact]
    public async Task What_a_crash_leaves_belongs_to_the_owner_of_the_data_directory()
    {
        using var crash = await KernelCrash.PrepareAsync(AgentProcess.BuiltProgram);
        CrashingProgram.Run("chown", "65534:65534", crash.Directory.Path, crash.Directory["data"]);
        crash.Program.Crash("threads");
        var summary = Assert.Single(await crash.SummariesAsync(1));
        Assert.Equal((CoreStrategy.Threads, ""), (summary.Crash.Strategy, summary.Crash.Reason));
        Assert.True(crash.Program.IsIn("inner", summary.Crash.Frames[0].Offset));
        var owners = CrashingProgram.Run("find", crash.Directory["data"], "-printf", "%U\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(owners.Length, 4, 20);
        Assert.All(owners, owner => Assert.Equal("65534", owner));
    }

    [Fact]
    public async Task An_abort_inside_libc_names_the_program_that_called_it()
    {
        using var crash = await KernelCrash.PrepareAsync(AgentProcess.BuiltProgram);
        crash.Program.Crash("abort");
        var summary = Assert.Single(await crash.SummariesAsync(1));
        Assert.Equal((Abort, null), (summary.Crash.Signal, summary.Crash.FaultAddress));
        Assert.StartsWith("libc.so", summary.Crash.Frames[0].Module, StringComparison.Ordinal);
        Assert.Contains(summary.Crash.Frames, frame => frame.Module == crash.Program.Name && crash.Program.IsIn("main", frame.Offset));
    }

    [Fact]
    public async Task A_jump_to_nowhere_names_the_place_that_it_came_from()
    {
        using var crash = await KernelCrash.PrepareAsync(AgentProcess.BuiltProgram);
        crash.Program.Crash("jump");
        var frames = Assert.Single(await crash.SummariesAsync(1)).Crash.Frames;
        Assert.Equal(new CrashFrame("", "", 0), frames[0]);
        Assert.True(crash.Program.IsIn("main", frames[1].Offset));
    }

    [Fact]
    public async Task A_stack_overflow_keeps_the_stack_that_overflowed()
    {
        using var crash = await KernelCrash.PrepareAsync(AgentProcess.BuiltProgram);
        crash.Program.Crash("overflow");
        var summary = Assert.Single(await crash.SummariesAsync(1));
        Assert.Equal((SegmentationFault, CoreStrategy.Threads), (summary.Crash.Signal, summary.Crash.Strategy));
        Assert.True(crash.Program.IsIn("overflow", summary.Crash.Frames[0].Offset));
        var image = CoreImage.OfFile(crash.Folder.Core(summary.Crash.Id));
        Assert.NotNull(image[image.Head.Notes.Threads[0].Sp + 16 * 1024]);
    }

    [Theory]
    [InlineData("strategy = \"none\"", "strategy")]
    [InlineData("programs = [\"!crash*\"]", "excludes")]
    [InlineData("rate = 0", "in an hour")]
    public async Task A_crash_whose_core_is_not_kept_has_a_summary_that_says_why(string settings, string reason)
    {
        using var crash = await KernelCrash.PrepareAsync(AgentProcess.BuiltProgram, settings);
        crash.Program.Crash("threads");
        var summary = Assert.Single(await crash.SummariesAsync(1));
        Assert.Equal((CoreStrategy.None, 0), (summary.Crash.Strategy, summary.Crash.CoreBytes));
        Assert.Contains(reason, summary.Crash.Reason, StringComparison.Ordinal);
        Assert.True(crash.Program.IsIn("inner", summary.Crash.Frames[0].Offset));
        Assert.Empty(crash.Folder.Cores());
    }

    [Fact]
    public async Task A_process_of_500_MB_is_gone_in_a_moment_and_costs_the_handler_a_few()
    {
        const long memory = 500L << 20;
        using var crash = await KernelCrash.PrepareAsync(await NativeBinary.PublishAsync());
        var crashedAt = crash.Program.Crash("memory", memory.ToString(CultureInfo.InvariantCulture));
        var elapsed = Stopwatch.GetElapsedTime(long.Parse(crashedAt, CultureInfo.InvariantCulture));
        var summary = Assert.Single(await crash.SummariesAsync(1));
        output.WriteLine($"from SIGSEGV to gone {elapsed.TotalMilliseconds:0} ms, core {summary.Crash.CoreBytes} bytes");
        Assert.Equal(CoreStrategy.Threads, summary.Crash.Strategy);
        Assert.InRange(summary.Crash.CoreBytes, 1000, 100_000);
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("threads")]
    [InlineData("full")]
    public async Task The_handler_stays_small_whatever_the_size_of_the_core(string strategy)
    {
        const long memory = 100L << 20;
        const long mostKilobytes = 32 * 1024;
        using var crash = await KernelCrash.PrepareAsync(await NativeBinary.PublishAsync(), $"strategy = \"{strategy}\"\nmax_size = \"1GiB\"\nmax_total = \"2GiB\"");
        crash.Program.Crash("memory", memory.ToString(CultureInfo.InvariantCulture));
        var summary = Assert.Single(await crash.SummariesAsync(1));
        var peak = await crash.PeakAsync();
        output.WriteLine($"{strategy}: peak {peak} KiB, core {summary.Crash.CoreBytes} bytes {summary.Crash.Reason}");
        Assert.Equal(strategy == "full" ? CoreStrategy.Full : CoreStrategy.Threads, summary.Crash.Strategy);
        Assert.InRange(peak, 1, mostKilobytes);
    }

    [Fact]
    public async Task A_program_that_crashes_all_the_time_is_counted_exactly_and_keeps_its_rate()
    {
        const int perSecond = 20;
        var seconds = Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 30 : 5;
        var crashes = perSecond * seconds;
        using var crash = await KernelCrash.PrepareAsync(await NativeBinary.PublishAsync(), "rate = 3");
        var watch = Stopwatch.StartNew();
        crash.Program.Crash("often", $"{crashes}", $"{perSecond}");
        output.WriteLine($"{crashes} crashes at {perSecond}/s: all gone after {watch.Elapsed.TotalSeconds:0.0} s");
        var summaries = await crash.SummariesAsync(Math.Min(crashes, CrashRate.SummariesPerHour));
        Assert.Equal(CrashRate.SummariesPerHour, summaries.Count);
        Assert.Equal(3, summaries.Count(summary => summary.Crash.Strategy == CoreStrategy.Threads));
        Assert.Equal(3, crash.Folder.Cores().Count);
        var counted = 0L;
        HandlerMarks.Take(crash.Folder.Marks, (marks, _) => counted = marks.Where(mark => crash.Program.Name.StartsWith(mark.Program, StringComparison.Ordinal)).Sum(mark => mark.Count));
        Assert.Equal(crashes, counted);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, (2 * seconds) + 10);
    }

    private static async Task<SyncEntry> EntryAsync(FakeServer server, string program)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            lock (server.Entries)
            {
                if (server.Entries.Values.Where(entry => entry.Type == (int)EntryType.Crash && Crash.Decode(entry.Body).Program == program).ToList() is [var found])
                {
                    return found;
                }
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Functions of each thread, outward, the thread that crashed first.</summary>
    private static async Task<List<string>> BacktraceAsync(KernelCrash crash, int nth)
    {
        crash.Program.Crash("threads");
        var summary = (await crash.SummariesAsync(nth))[nth - 1];
        return Debugger.Backtraces("gdb", crash.Program.Path, crash.Unpack(summary.Crash.Id));
    }
}

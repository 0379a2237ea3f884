using Fleet.Domain.Tests.Traces.Texts;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Reboots;
using Reported = Fleet.Protocol.Traces.Trace;

namespace Fleet.Domain.Tests.Traces;

/// <summary>What a device tells counts at once, without a core and without symbols.</summary>
public sealed class ObservedTracesTests
{
    private static readonly Crash Summary = new(
        Guid.Empty, "app", "/usr/bin/app", 77, 11, 1, 8, "worker", CoreStrategy.Threads, 4_000, "", [new("ee", "libc.so.6", 0x99), new("ab", "app", 0x10), new("cd", "libacme.so.1", 0x20), new("ab", "app", 0x30)]);

    [Fact]
    public void A_summary_is_grouped_by_where_its_application_was()
    {
        var trace = ObservedTraces.Of(Summary);
        var set = TraceSignatures.Of(trace, "main", GroupingRules.None);
        Assert.Equal("main\nL2\nsegv-null\napp@ab+10\nlibacme.so@cd+20\napp@ab+30\n", set.Text);
        Assert.Equal(["ee", "ab", "cd"], trace.MissingBuildIds);
        Assert.Equal(("app", 11, 8UL, "worker"), (trace.Program, trace.Signal, trace.FaultAddress, trace.Threads[0].Name));
    }

    [Fact]
    public void Two_places_of_one_function_are_two_until_symbols_come() => Assert.NotEqual(
        TraceSignatures.Of(ObservedTraces.Of(Summary), "main", GroupingRules.None).Key,
        TraceSignatures.Of(ObservedTraces.Of(Summary with { Frames = [new("ab", "app", 0x11)] }), "main", GroupingRules.None).Key);

    [Fact]
    public void A_summary_of_a_jump_to_nowhere_says_so() =>
        Assert.Equal(CrashClass.SegvExec, ObservedTraces.Of(Summary with { FaultAddress = 0xdead_0000, Code = 1, Frames = [new("", "", 0xdead_0000)] }).Class);

    [Theory]
    [InlineData(RebootReason.HardwareWatchdog, "", "reboot:hardware_watchdog")]
    [InlineData(RebootReason.Custom, "!motor-stall", "reboot:motor-stall")]
    [InlineData(RebootReason.KernelPanic, "", "kernel:panic")]
    [InlineData((RebootReason)200, "", "reboot:reason-200")]
    [InlineData(RebootReason.UserReset, "", null)]
    [InlineData(RebootReason.Custom, "night-restart", null)]
    public void A_reboot_is_a_failure_when_it_was_not_meant(RebootReason reason, string slug, string? expected) => Assert.Equal(expected, ObservedTraces.Of(new Reboot(reason, slug))?.Class.Text);

    [Fact]
    public void A_panic_s_text_makes_its_frames()
    {
        var trace = ObservedTraces.Of(new Reboot(RebootReason.KernelPanic, "", KernelLogTests.Arm64))!;
        Assert.Equal(CrashClass.OfKernel("paging"), trace.Class);
        Assert.Equal("kernel:paging in acme_can!acme_can_irq", TraceSignatures.Of(trace, "main", GroupingRules.None).Title);
    }

    /// <summary>As the agent puts the records of pstore together: the last part holds the end.</summary>
    [Fact]
    public void A_panic_s_log_in_parts_is_the_log_in_one()
    {
        var lines = KernelLogTests.X64.Split('\n');
        var whole = Roundtrip(new Reboot(RebootReason.KernelPanic, "", KernelLogTests.X64));
        Assert.Equal("kernel:null in acme_wifi!acme_ring_push", TraceSignatures.Of(whole, "main", GroupingRules.None).Title);
        for (var cut = 1; cut < lines.Length - 1; cut++)
        {
            var log = string.Join('\n', [.. lines[..1].Select(l => l.Replace("Part1", "Part3", StringComparison.Ordinal)), .. lines[1..cut], "Panic#1 Part2", "Panic#1 Part1", .. lines[Math.Max(1, cut)..]]);
            var trace = Roundtrip(new Reboot(RebootReason.KernelPanic, "", log));
            Assert.Equal((whole.Class, whole.Message), (trace.Class, trace.Message));
            Assert.Equal(whole.CrashedFrames, trace.CrashedFrames);
        }
    }

    /// <summary>The agent keeps the end of a log that is too long: its begin may be in the middle of a line, and what was printed first is lost.</summary>
    [Theory]
    [InlineData(KernelLogTests.X64)]
    [InlineData(KernelLogTests.Arm64)]
    [InlineData(KernelLogTests.Arm)]
    public void The_end_of_a_panic_s_log_is_a_panic_whatever_is_left_of_it(string log)
    {
        for (var from = 0; from < log.Length; from += 7)
        {
            var trace = Roundtrip(new Reboot(RebootReason.KernelPanic, "", log[from..]));
            Assert.StartsWith("kernel:", trace.Class.Text);
            Assert.NotEmpty(TraceSignatures.Of(trace, "main", GroupingRules.None).Title);
        }
    }

    [Theory]
    [InlineData("python", TraceLanguage.Python)]
    [InlineData("dotnet", TraceLanguage.DotNet)]
    [InlineData("node", TraceLanguage.Node)]
    public void What_an_application_reports_is_grouped_by_its_own_frames_whatever_its_message_says(string language, TraceLanguage expected)
    {
        Trace Of(string message) => ObservedTraces.Of(Reported.Decode(new Reported(language, "acme.Lost", message, TextTraceTests.Samples[expected], "acmed", IsFatal: true).Encode()));
        var (one, other) = (Of("bus 3"), Of("bus 4"));
        Assert.Equal(expected, one.Language);
        Assert.Equal(TraceSignatures.Of(one, "main", GroupingRules.None).Key, TraceSignatures.Of(other, "main", GroupingRules.None).Key);
        Assert.NotEmpty(ApplicationFrames.Of(one, GroupingRules.None));
        Assert.StartsWith("exception:acme.Lost in ", TraceSignatures.Of(one, "main", GroupingRules.None).Title);
    }

    private static Trace Roundtrip(Reboot reboot) => ObservedTraces.Of(Reboot.Decode(reboot.Encode()))!;

    [Fact]
    public void What_an_application_reports_has_its_type_and_the_frames_of_its_text()
    {
        var trace = ObservedTraces.Of(new Reported("Python", "acme.Lost", "bus 3", TextTraceTests.Samples[TraceLanguage.Python], "acmed", IsFatal: true));
        Assert.Equal((CrashClass.OfException("acme.Lost"), TraceLanguage.Python, "bus 3", "acmed"), (trace.Class, trace.Language, trace.Message, trace.Program));
        Assert.NotEmpty(trace.CrashedFrames);
    }

    [Fact]
    public void Events_without_a_stack_are_grouped_by_type_and_program()
    {
        Signature Key(string type, string program, string message) => TraceSignatures.Of(ObservedTraces.Of(new Reported("lua", type, message, "", program, IsFatal: false)), "main", GroupingRules.None).Key;
        Assert.Equal(Key("disk-full", "acmed", "93 %"), Key("disk-full", "acmed", "95 %"));
        Assert.NotEqual(Key("disk-full", "acmed", ""), Key("disk-full", "other", ""));
        Assert.NotEqual(Key("disk-full", "acmed", ""), Key("disk-lost", "acmed", ""));
    }
}

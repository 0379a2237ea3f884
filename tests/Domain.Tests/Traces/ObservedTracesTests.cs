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

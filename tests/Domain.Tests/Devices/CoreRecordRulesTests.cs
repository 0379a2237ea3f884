using Fleet.Domain.Devices;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;
using static Fleet.Domain.Tests.Devices.Uploads;

namespace Fleet.Domain.Tests.Devices;

public sealed class CoreRecordRulesTests
{
    private static readonly Attachment Content = Attachment.OfContent([1, 2, 3]);

    [Fact]
    public void A_core_makes_its_device_which_stays_pending()
    {
        var state = new DeviceState();
        var batch = CoreRecordRules.Decide(state, Core(1), Now)!;
        state.Apply(batch);
        Assert.Equal((true, false, "evt", 0), (state.IsCreated, state.IsRegistered, state.HardwareVersion, state.LastSeenMs));
        Assert.Equal([EntryType.Crash, EntryType.Coredump], batch.Events.OfType<ObservationRecorded>().Select(o => o.Type));
        Assert.All(batch.Events.OfType<ObservationRecorded>(), o => Assert.Equal((Now - 5, "main", "1.0", false), (o.CapturedAtMs, o.SoftwareType, o.SoftwareVersion, o.ClockRepaired)));
    }

    [Fact]
    public void The_same_core_again_changes_nothing()
    {
        var state = new DeviceState();
        state.Apply(CoreRecordRules.Decide(state, Core(1), Now)!);
        Assert.Null(CoreRecordRules.Decide(state, Core(1), Now + 1));
        Assert.NotNull(CoreRecordRules.Decide(state, Core(2), Now + 1));
    }

    [Fact]
    public void A_device_that_reports_keeps_what_it_says_of_itself_and_does_not_look_alive()
    {
        var state = StateAfter(Of(Report(1)));
        var seen = state.LastSeenMs;
        var batch = CoreRecordRules.Decide(state, Core(1) with { SoftwareVersion = "0.9" }, Now + 1_000_000)!;
        state.Apply(batch);
        Assert.Equal((seen, "1.0.0", "rev-a"), (state.LastSeenMs, state.SoftwareVersion, state.HardwareVersion));
        Assert.DoesNotContain(batch.Events, e => e is DeviceCreated);
        Assert.True(state.SeenOf(7)!.Contains(1));
    }

    [Fact]
    public void Of_a_crash_that_is_known_only_the_core_is_recorded()
    {
        var state = StateAfter(Of(Report(1)));
        var batch = CoreRecordRules.Decide(state, Core(1) with { Crash = null }, Now)!;
        Assert.Equal([EntryType.Coredump], batch.Events.OfType<ObservationRecorded>().Select(o => o.Type));
    }

    [Fact]
    public void A_time_that_is_still_to_come_is_now() =>
        Assert.All(CoreRecordRules.Decide(new DeviceState(), Core(1) with { CapturedAtMs = Now + 1 }, Now)!.Events.OfType<ObservationRecorded>(), o => Assert.Equal((Now, true), (o.CapturedAtMs, o.ClockRepaired)));

    [Fact]
    public void More_cores_than_a_device_remembers_are_taken_all_the_same()
    {
        var state = new DeviceState();
        for (var i = 1; i <= IntervalSet.MaxIntervals + 3; i++)
        {
            state.Apply(CoreRecordRules.Decide(state, Core(i), Now)!);
        }

        Assert.Equal(IntervalSet.MaxIntervals, state.SeenOf(OperatorRules.OperatorEpoch)!.Count);
        Assert.Null(CoreRecordRules.Decide(state, Core(1), Now));
        Assert.NotNull(CoreRecordRules.Decide(state, Core(IntervalSet.MaxIntervals + 3), Now));
    }

    [Theory]
    [InlineData("", "1.0", "evt", "software_type")]
    [InlineData("main", "1\n0", "evt", "software_version")]
    [InlineData("main", "1.0", "", "hardware_version")]
    public void What_no_device_could_say_is_refused(string type, string version, string hardware, string field)
    {
        var core = Core(1) with { SoftwareType = type, SoftwareVersion = version, HardwareVersion = hardware };
        var refused = Assert.Throws<ArgumentException>(() => CoreRecordRules.Decide(new DeviceState(), core, Now));
        Assert.StartsWith($"{field}:", refused.Message, StringComparison.Ordinal);
    }

    private static RecordedCore Core(int number)
    {
        // Ids are digests, so that numbers of them lie far apart.
        var id = new Guid(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number)).AsSpan(0, 16));
        var crash = new Crash(id, "app", "/usr/bin/app", 42, 11, 1, 0, "main", CoreStrategy.Full, 3, "", []);
        return new RecordedCore(crash, new Coredump(id, CoreStrategy.Full, IsTruncated: false, Content), Now - 5, "main", "1.0", "evt");
    }
}

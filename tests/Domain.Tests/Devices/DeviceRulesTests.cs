using Fleet.Domain.Devices;
using Fleet.Protocol;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;
using static Fleet.Domain.Tests.Devices.Uploads;

namespace Fleet.Domain.Tests.Devices;

public sealed class DeviceRulesTests
{
    [Fact]
    public void First_contact_registers_the_device_in_the_default_cohort()
    {
        var decision = Decide(new DeviceState(), Of());
        Assert.Equal([new DeviceRegistered("default", "rev-a", "main", "1.0.0")], decision.Batch!.Events);
        Assert.Equal((Now, 7UL), (decision.Batch.ReceivedAtMs, decision.Batch.Epoch));
        Assert.Empty(decision.Batch.Numbers);
    }

    [Fact]
    public void Other_software_or_hardware_than_at_the_last_contact_is_recorded_once()
    {
        var upload = Of() with
        {
            Request = Request() with { Device = new DeviceIdentity("d1", "rev-b"), Origins = [new Origin(Boot, "main", "1.1.0")] },
        };
        var state = StateAfter(Of());
        var batch = Decide(state, upload).Batch!;
        Assert.Equal([new SoftwareChanged("main", "1.1.0"), new HardwareChanged("rev-b")], batch.Events);
        state.Apply(batch);
        Assert.Null(Decide(state, upload).Batch);
    }

    [Fact]
    public void Another_software_type_of_the_same_version_is_a_change() => Assert.Equal(
        [new SoftwareChanged("recovery", "1.0.0")],
        Decide(StateAfter(Of()), Of() with { Request = Request() with { Origins = [new Origin(Boot, "recovery", "1.0.0")] } }).Batch!.Events);

    [Fact]
    public void A_report_counts_for_the_software_that_captured_it_and_the_device_for_what_it_runs_now()
    {
        var request = Request(Report(1, origin: 1)) with { Origins = [new Origin(Boot, "main", "2.0"), new Origin(Guid.NewGuid(), "main", "1.0")] };
        var batch = Decide(new DeviceState(), new DeviceUpload(request, [], [])).Batch!;
        Assert.Equal("2.0", Assert.IsType<DeviceRegistered>(batch.Events[0]).SoftwareVersion);
        Assert.Equal("1.0", Assert.IsType<ReportRecorded>(batch.Events[1]).SoftwareVersion);
    }

    [Fact]
    public void Accepted_entries_are_acknowledged_and_settled()
    {
        var decision = Decide(new DeviceState(), Of(Report(1), Attributes(2, "color", AttributeValue.Of("red")), Report(4)));
        Assert.Equal([new NumberRange(1, 2), new NumberRange(4, 4)], decision.Acknowledged);
        Assert.Equal([new NumberRange(1, 2), new NumberRange(4, 4)], decision.Batch!.Numbers);
        Assert.Empty(decision.Rejected);
        Assert.Equal([1L, 4L], decision.Batch.Events.OfType<ReportRecorded>().Select(r => r.Number));
        Assert.Equal("red", decision.Batch.Events.OfType<AttributesChanged>().Single().Attributes["color"].Text);
    }

    [Theory]
    [InlineData(EntryType.Reboot, "93409FA0A0")]
    [InlineData(EntryType.Telemetry, "9400CD03E80090")]
    [InlineData(EntryType.Crash, "90")]
    [InlineData(EntryType.RequestAnswer, "930101")]
    public void An_observation_that_is_not_what_its_type_says_costs_itself_alone(EntryType type, string body)
    {
        var reboot = new SyncEntry(2, (int)EntryType.Reboot, Now, 3_600_000, 0, Convert.FromHexString("9306A0A0"));
        var decision = Decide(new DeviceState(), Of(reboot with { Number = 1, Type = (int)type, Body = Convert.FromHexString(body) }, reboot));
        Assert.Equal(1, Assert.Single(decision.Rejected).Number);
        Assert.Equal([new NumberRange(2, 2)], decision.Acknowledged);
        var recorded = Assert.Single(decision.Batch!.Events.OfType<ObservationRecorded>());
        Assert.Equal((2L, Boot, EntryType.Reboot, "9306A0A0"), (recorded.Number, recorded.BootId, recorded.Type, Convert.ToHexString(recorded.Body.Span)));
    }

    [Fact]
    public void A_resent_entry_is_acknowledged_again_and_not_recorded_again()
    {
        var state = StateAfter(Of(Report(1), Report(2)));
        var decision = Decide(state, Of(Report(1), Report(2), Report(3)));
        Assert.Equal([new NumberRange(1, 3)], decision.Acknowledged);
        Assert.Equal([new NumberRange(3, 3)], decision.Batch!.Numbers);
        Assert.Equal(3, Assert.IsType<ReportRecorded>(Assert.Single(decision.Batch.Events)).Number);
    }

    [Fact]
    public void The_same_number_of_another_queue_is_another_entry()
    {
        var state = StateAfter(Of(Report(1)));
        var decision = Decide(state, new DeviceUpload(Request(Report(1)) with { Epoch = 8 }, [], []));
        Assert.IsType<ReportRecorded>(Assert.Single(decision.Batch!.Events));
        state.Apply(decision.Batch);
        Assert.Null(Decide(state, Of(Report(1))).Batch);
    }

    [Fact]
    public void The_same_number_twice_in_a_batch_is_recorded_once()
    {
        var decision = Decide(StateAfter(Of()), Of(Report(1, value: 5), Report(1, value: 6)));
        Assert.Equal([new NumberRange(1, 1)], decision.Acknowledged);
        Assert.Equal(Body(5), Assert.IsType<ReportRecorded>(Assert.Single(decision.Batch!.Events)).Report.Encode());
    }

    [Fact]
    public void A_number_that_is_refused_and_there_twice_is_refused_once_and_not_acknowledged()
    {
        var decision = Decide(StateAfter(Of()), Of(Report(1), Report(1)) with { Refused = [Refusal(1)] });
        Assert.Empty(decision.Acknowledged);
        Assert.Equal([Refusal(1)], decision.Rejected);
        Assert.Single(decision.Batch!.Events);
    }

    [Fact]
    public void A_deferred_entry_is_neither_acknowledged_nor_rejected_and_can_come_again()
    {
        var state = StateAfter(Of());
        var decision = Decide(state, Of(Report(1), Report(2)) with { Deferred = [2] });
        Assert.Equal([new NumberRange(1, 1)], decision.Acknowledged);
        Assert.Empty(decision.Rejected);
        Assert.Equal([new NumberRange(1, 1)], decision.Batch!.Numbers);
        state.Apply(decision.Batch);
        Assert.Equal([new NumberRange(2, 2)], Decide(state, Of(Report(2))).Batch!.Numbers);
    }

    [Fact]
    public void A_deferred_entry_that_was_recorded_before_is_acknowledged() =>
        Assert.Equal([new NumberRange(1, 1)], Decide(StateAfter(Of(Report(1))), Of(Report(1)) with { Deferred = [1] }).Acknowledged);

    [Fact]
    public void A_refused_entry_is_recorded_with_its_reason_once_and_settled()
    {
        var state = StateAfter(Of());
        var upload = Of(Report(1), Report(2)) with { Refused = [Refusal(2)] };
        var decision = Decide(state, upload);
        Assert.Equal([new NumberRange(1, 1)], decision.Acknowledged);
        Assert.Equal([Refusal(2)], decision.Rejected);
        Assert.Equal([new NumberRange(1, 2)], decision.Batch!.Numbers);
        Assert.Equal(new EntryRejected(2, (int)EntryType.Report, RejectionCode.InvalidValue, "too hot"), decision.Batch.Events[1]);
        state.Apply(decision.Batch);
        Assert.Null(Decide(state, upload).Batch);
    }

    [Fact]
    public void One_bad_entry_does_not_block_the_others()
    {
        var broken = Report(2) with { Body = new byte[] { 0xC1 } };
        var unknown = Report(3) with { Type = 99 };
        var decision = Decide(StateAfter(Of()), Of(Report(1), broken, unknown, Report(4)));
        Assert.Equal([new NumberRange(1, 1), new NumberRange(4, 4)], decision.Acknowledged);
        Assert.Equal([(2L, RejectionCode.Malformed), (3L, RejectionCode.UnknownType)], decision.Rejected.Select(r => (r.Number, r.Code)));
        Assert.Equal([new NumberRange(1, 4)], decision.Batch!.Numbers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_number_below_1_is_rejected_and_never_settled(long number)
    {
        var decision = Decide(StateAfter(Of()), Of(Report(number)));
        Assert.Equal((number, RejectionCode.InvalidNumber), decision.Rejected.Select(r => (r.Number, r.Code)).Single());
        Assert.Empty(decision.Acknowledged);
        Assert.Empty(decision.Batch!.Numbers);
        Assert.IsType<EntryRejected>(Assert.Single(decision.Batch.Events));
    }

    [Fact]
    public void The_greatest_number_is_one_like_any_other()
    {
        var state = StateAfter(Of(Report(long.MaxValue)));
        Assert.Equal([new NumberRange(long.MaxValue, long.MaxValue)], Decide(state, Of(Report(long.MaxValue))).Acknowledged);
    }

    [Fact]
    public void An_entry_that_leaves_too_many_gaps_is_rejected_and_the_next_without_a_gap_is_not()
    {
        var state = FullOfGaps();
        var decision = Decide(state, Of(Report(5000), Report(2048)));
        Assert.Equal([(5000L, RejectionCode.InvalidNumber)], decision.Rejected.Select(r => (r.Number, r.Code)));
        Assert.Equal([new NumberRange(2048, 2048)], decision.Acknowledged);
        Assert.Equal([new NumberRange(2048, 2048)], decision.Batch!.Numbers);
    }

    [Fact]
    public void What_was_decided_with_room_made_by_a_closed_gap_can_be_applied()
    {
        // Closing the gap at 2046 makes room for 1, which comes first in the batch's ranges.
        var state = FullOfGaps();
        var decision = Decide(state, Of(Report(2046), Report(1)));
        Assert.Equal([new NumberRange(1, 1), new NumberRange(2046, 2046)], decision.Batch!.Numbers);
        state.Apply(decision.Batch);
        Assert.True(state.SeenOf(7)!.Contains(1));
        Assert.Equal(IntervalSet.MaxIntervals, state.SeenOf(7)!.Count);
    }

    [Fact]
    public void Contact_without_content_is_recorded_every_five_minutes_only()
    {
        var state = StateAfter(Of());
        var seen = state.LastSeenMs;
        Assert.Null(DeviceRules.Decide(state, Of(), seen + 299_999).Batch);
        Assert.Equal([new ContactMade()], DeviceRules.Decide(state, Of(), seen + 300_000).Batch!.Events);
        Assert.Null(DeviceRules.Decide(state, Of(), seen - 1_000_000).Batch);
    }

    [Fact]
    public void A_revision_of_the_configuration_is_confirmed_once()
    {
        var state = StateAfter(Of());
        var upload = Of() with { Request = Request() with { ConfigurationRevision = 3 } };
        var batch = Decide(state, upload).Batch!;
        Assert.Equal([new ConfigurationConfirmed(3)], batch.Events);
        state.Apply(batch);
        Assert.Equal(3, state.ConfigurationRevision);
        Assert.Null(Decide(state, upload).Batch);
        Assert.Null(Decide(state, Of()).Batch);
    }

    [Fact]
    public void Entries_captured_without_a_clock_are_placed_by_the_boots_of_earlier_batches()
    {
        var state = StateAfter(Of());
        var later = new Guid("22222222-2222-2222-2222-222222222222");
        var request = Request(Report(1, wallMs: 0, uptimeMs: 3_605_000, origin: 1)) with
        {
            Origins = [new Origin(later, "main", "1.0.0"), new Origin(Boot, "main", "1.0.0")],
            UptimeMs = 20_000,
        };
        var report = Assert.IsType<ReportRecorded>(Assert.Single(Decide(state, new DeviceUpload(request, [], [])).Batch!.Events));
        Assert.Equal((state.LastSeenMs + 5_000, true), (report.CapturedAtMs, report.ClockRepaired));
    }

    [Fact]
    public void A_boot_is_recorded_again_only_when_it_moved()
    {
        var state = StateAfter(Of());
        var drifted = Of(Report(1)) with { Request = Request(Report(1)) with { UptimeMs = 3_600_000 + (Now - state.LastSeenMs) - 9_000 } };
        Assert.Empty(Decide(state, drifted).Batch!.Boots);
        var moved = drifted with { Request = drifted.Request with { UptimeMs = drifted.Request.UptimeMs - 2_000 } };
        Assert.Single(Decide(state, moved).Batch!.Boots);
    }

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(0, long.MaxValue)]
    public void Uptimes_that_cannot_be_are_taken_without_an_overflow(long first, long second)
    {
        var state = new DeviceState();
        state.Apply(DeviceRules.Decide(state, new DeviceUpload(Request(Report(1)) with { UptimeMs = first }, [], []), Now - 1).Batch!);
        var decision = Decide(state, new DeviceUpload(Request(Report(2)) with { UptimeMs = second }, [], []));
        Assert.Equal([new NumberRange(2, 2)], decision.Acknowledged);
    }

    /// <summary>Every odd number from 3 to 2049: as many intervals as a set may have.</summary>
    private static DeviceState FullOfGaps()
    {
        var state = StateAfter(Of());
        var numbers = Enumerable.Range(0, IntervalSet.MaxIntervals).Select(i => 3 + (2L * i));
        state.Apply(new DeviceBatch(Now - 1, 7, [.. numbers.Select(n => new NumberRange(n, n))], [], [new ContactMade()]));
        Assert.Equal(IntervalSet.MaxIntervals, state.SeenOf(7)!.Count);
        return state;
    }

    private static DeviceDecision Decide(DeviceState state, DeviceUpload upload) => DeviceRules.Decide(state, upload, Now);
}

using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Sync;
using static Fleet.Domain.Tests.Devices.Uploads;

namespace Fleet.Domain.Tests.Devices;

public sealed class DeviceChangeRulesTests
{
    private static readonly Gen<string> Key = Among("site", "Region", "floor");

    private static readonly Gen<DeviceChange> Change = Gen.Select(
        Among<string?>(null, "default", "beta"),
        Among<string?>(null, "", "Lab 7"),
        Gen.Dictionary(Key, Among(AttributeValue.None, AttributeValue.Of(1), AttributeValue.Of("Bern")))[0, 3],
        (cohort, nickname, attributes) => new DeviceChange(cohort, nickname, null, attributes));

    [Fact]
    public void A_device_can_be_created_ahead_and_first_contact_keeps_what_it_was_given()
    {
        var state = new DeviceState();
        var decision = Apply(state, new DeviceChange("beta", "Lab 7", "rev-x", Set("Site", AttributeValue.Of("Bern"))), DeviceChangeKind.Create);
        Assert.Equal(DeviceChangeOutcome.Created, decision.Outcome);
        Assert.Equal((OperatorRules.OperatorEpoch, "default"), (decision.Batch!.Epoch, decision.Batch.Cohort));
        Assert.Equal((true, false, "beta", "Lab 7", "rev-x"), (state.Exists, state.IsRegistered, state.Cohort, state.Nickname, state.HardwareVersion));

        var contact = DeviceRules.Decide(state, Of(Report(1)), Now).Batch!;
        state.Apply(contact);
        Assert.Equal("beta", contact.Cohort);
        Assert.Equal(new DeviceRegistered("beta", "rev-a", "main", "1.0.0"), contact.Events[0]);
        Assert.Equal((true, "beta", "Lab 7", "rev-a"), (state.IsRegistered, state.Cohort, state.Nickname, state.HardwareVersion));
        Assert.Equal(new LatestAttribute("site", Now, AttributeValue.Of("Bern"), AttributeAuthor.Operator), Assert.Single(state.Attributes.Attributes));
    }

    [Fact]
    public void A_batch_names_the_cohort_from_before_its_own_events()
    {
        var state = StateAfter(Of());
        var moved = Apply(state, DeviceChange.None with { Cohort = "beta" });
        Assert.Equal("default", moved.Batch!.Cohort);
        Assert.Equal([new CohortChanged("default", "beta")], moved.Batch.Events);
        Assert.Equal("beta", DeviceRules.Decide(state, Of(Report(1)), Now).Batch!.Cohort);
    }

    [Fact]
    public void A_change_made_twice_is_recorded_once_and_changes_what_it_says() =>
        Gen.Select(Change.Array[1, 6], Gen.Bool).Sample((changes, isThere) =>
        {
            var state = isThere ? StateAfter(Of(Attributes(1, "site", AttributeValue.Of("Basel")))) : new DeviceState();
            foreach (var change in changes)
            {
                var before = DeviceStateCodec.Encode(state);
                var existed = state.Exists;
                var decision = Apply(state, change, DeviceChangeKind.Upsert);
                Assert.Equal(decision.Batch is null, decision.Outcome == DeviceChangeOutcome.Unchanged);
                Assert.Equal(existed, decision.Outcome != DeviceChangeOutcome.Created);
                Assert.Equal(decision.Batch is null, before.AsSpan().SequenceEqual(DeviceStateCodec.Encode(state)));
                Assert.Equal(change.Cohort ?? state.Cohort, state.Cohort);
                Assert.Equal(change.Nickname ?? state.Nickname, state.Nickname);
                Assert.All(change.Attributes, a => Assert.Equal(a.Value, state.Attributes.FindAttribute(a.Key.ToLowerInvariant())));
                Assert.Equal(DeviceChangeOutcome.Unchanged, DeviceChangeRules.Decide(state, change, DeviceChangeKind.Upsert, Now + 1).Outcome);
            }
        });

    [Fact]
    public void Decided_changes_and_uploads_replay_from_a_snapshot_to_the_same_state() =>
        Gen.Select(Gen.OneOf(Change.Select(c => (Change: (DeviceChange?)c, Number: 0L)), Gen.Long[1, 20].Select(n => (Change: (DeviceChange?)null, Number: n))).Array[1, 20], Gen.Int[0, 20]).Sample((steps, at) =>
        {
            var state = new DeviceState();
            var batches = new List<DeviceBatch>();
            for (var i = 0; i < steps.Length; i++)
            {
                var now = Now + (i * 1_000L);
                var batch = steps[i].Change is { } change
                    ? DeviceChangeRules.Decide(state, change, DeviceChangeKind.Upsert, now).Batch
                    : DeviceRules.Decide(state, Of(Attributes(steps[i].Number, "site", AttributeValue.Of(steps[i].Number))), now).Batch;
                if (batch is not null)
                {
                    Assert.Equal(state.Cohort, batch.Cohort);
                    var (format, payload) = DeviceBatchCodec.Encode(batch);
                    batches.Add(DeviceBatchCodec.Decode(format, payload));
                    state.Apply(batch);
                }
            }

            var resumed = new DeviceState();
            batches.Take(at).ToList().ForEach(resumed.Apply);
            resumed = DeviceStateCodec.Decode(DeviceStateCodec.Format, DeviceStateCodec.Encode(resumed));
            batches.Skip(at).ToList().ForEach(resumed.Apply);
            Assert.Equal(Convert.ToHexString(DeviceStateCodec.Encode(state)), Convert.ToHexString(DeviceStateCodec.Encode(resumed)));
        });

    [Fact]
    public void Update_makes_no_device_and_create_changes_none()
    {
        var change = DeviceChange.None with { Nickname = "n" };
        Assert.Equal(new DeviceChangeDecision(DeviceChangeOutcome.NotFound, null), DeviceChangeRules.Decide(new DeviceState(), change, DeviceChangeKind.Update, Now));
        Assert.Equal(new DeviceChangeDecision(DeviceChangeOutcome.AlreadyThere, null), DeviceChangeRules.Decide(StateAfter(Of()), change, DeviceChangeKind.Create, Now));
    }

    [Fact]
    public void What_a_person_says_now_counts_even_when_the_clock_went_back_since_the_device_said_it()
    {
        var state = StateAfter(Of(Attributes(1, "site", AttributeValue.Of("Basel"))));
        var said = Assert.Single(state.Attributes.Attributes).CapturedAtMs;
        state.Apply(DeviceChangeRules.Decide(state, DeviceChange.None with { Attributes = Set("site", AttributeValue.Of("Bern")) }, DeviceChangeKind.Update, said - 1_000).Batch!);
        Assert.Equal("Bern", state.Attributes.FindAttribute("site").Text);
    }

    [Fact]
    public void The_hardware_version_can_be_given_only_ahead_of_contact()
    {
        var pending = new DeviceState();
        Apply(pending, DeviceChange.None with { HardwareVersion = "rev-x" }, DeviceChangeKind.Create);
        Apply(pending, DeviceChange.None with { HardwareVersion = "rev-y" });
        Assert.Equal("rev-y", pending.HardwareVersion);
        Assert.Equal(DeviceChangeOutcome.Unchanged, DeviceChangeRules.Decide(StateAfter(Of()), DeviceChange.None with { HardwareVersion = "rev-a" }, DeviceChangeKind.Update, Now).Outcome);
        Assert.Equal("hardware_version: the device itself says 'rev-a'; only that of a pending device can be given", Refusal(DeviceChange.None with { HardwareVersion = "rev-x" }));
    }

    [Theory]
    [InlineData("a b", null, null, null, "cohort: 'a b' is not a cohort ([A-Za-z0-9._:-]{1,128})")]
    [InlineData("", null, null, null, "cohort: '' is not a cohort")]
    [InlineData(null, "a\nb", null, null, "nickname: control characters")]
    [InlineData(null, null, "", null, "hardware_version: must not be empty")]
    [InlineData(null, null, null, "b c", "attributes: key at byte 1: 'b c' is not a key")]
    public void What_cannot_be_is_refused_by_its_field(string? cohort, string? nickname, string? hardware, string? key, string message) =>
        Assert.StartsWith(
            message,
            Refusal(new DeviceChange(cohort, nickname, hardware, key is null ? DeviceChange.None.Attributes : Set(key, AttributeValue.Of(1)))),
            StringComparison.Ordinal);

    [Fact]
    public void Attributes_that_there_is_no_room_for_are_refused_before_anything_is_recorded()
    {
        var state = StateAfter(Of());
        for (var i = 0; i < LatestValues.MaxAttributes; i++)
        {
            state.Attributes.SetAttribute($"key{i}", Now, AttributeValue.Of(i));
        }

        Assert.StartsWith("attributes: no room for 'site'", Refusal(DeviceChange.None with { Attributes = Set("site", AttributeValue.Of(1)) }, state), StringComparison.Ordinal);
    }

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Dictionary<string, AttributeValue> Set(string key, AttributeValue value) => new() { [key] = value };

    private static DeviceChangeDecision Apply(DeviceState state, DeviceChange change, DeviceChangeKind kind = DeviceChangeKind.Update)
    {
        var decision = DeviceChangeRules.Decide(state, change, kind, Now);
        if (decision.Batch is { } batch)
        {
            state.Apply(batch);
        }

        return decision;
    }

    private static string Refusal(DeviceChange change, DeviceState? state = null) => Assert.Throws<ArgumentException>(
        () => DeviceChangeRules.Decide(state ?? StateAfter(Of()), change, DeviceChangeKind.Update, Now)).Message;
}

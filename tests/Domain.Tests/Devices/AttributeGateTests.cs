using Fleet.Domain.Devices;
using Fleet.Protocol.Sync;
using static Fleet.Domain.Tests.Devices.Uploads;

namespace Fleet.Domain.Tests.Devices;

public sealed class AttributeGateTests
{
    private static readonly Dictionary<string, AttributeWritePolicy> Policies = new()
    {
        ["site"] = AttributeWritePolicy.Operator,
        ["region"] = AttributeWritePolicy.Unset,
    };

    [Fact]
    public void What_a_device_may_not_write_is_refused_by_itself_and_the_entry_is_acknowledged()
    {
        var decision = Decide(new DeviceState(), Says(1, ("site", "Bern"), ("color", "red")));
        Assert.Equal([new NumberRange(1, 1)], decision.Acknowledged);
        Assert.Empty(decision.Rejected);
        Assert.Equal(["color"], Changed(decision).SelectMany(c => c.Attributes.Keys));
        Assert.Equal([(1L, "site", AttributeWritePolicy.Operator)], Refused(decision));
    }

    [Fact]
    public void An_entry_of_which_nothing_is_left_is_settled_all_the_same()
    {
        var decision = Decide(new DeviceState(), Says(1, ("site", "Bern")));
        Assert.Empty(Changed(decision));
        Assert.Equal([new NumberRange(1, 1)], decision.Batch!.Numbers);
    }

    [Fact]
    public void Only_if_unset_takes_the_first_value_also_within_one_upload()
    {
        var state = new DeviceState();
        var first = Decide(state, Says(1, ("region", "eu")), Says(2, ("region", "us")));
        Assert.Equal([(2L, "region", AttributeWritePolicy.Unset)], Refused(first));
        state.Apply(first.Batch!);
        Assert.Equal("eu", state.Attributes.FindAttribute("region").Text);
        Assert.Equal([(3L, "region", AttributeWritePolicy.Unset)], Refused(Decide(state, Says(3, ("region", "us")))));
    }

    [Fact]
    public void A_value_that_is_there_already_breaks_no_policy_and_stays_the_operators()
    {
        var state = StateAfter(Of());
        var set = new Dictionary<string, AttributeValue> { ["site"] = AttributeValue.Of("Bern"), ["region"] = AttributeValue.Of("eu") };
        state.Apply(DeviceChangeRules.Decide(state, DeviceChange.None with { Attributes = set }, DeviceChangeKind.Update, Now - 10_000).Batch!);
        var decision = Decide(state, Says(1, ("site", "Bern"), ("region", "eu")));
        Assert.Empty(Refused(decision));
        Assert.Empty(Assert.Single(Changed(decision)).Attributes);
        Assert.Equal([(2L, "region", AttributeWritePolicy.Unset), (2L, "site", AttributeWritePolicy.Operator)], Refused(Decide(state, Says(2, ("site", "Basel"), ("region", "us")))));
    }

    [Fact]
    public void An_attribute_that_people_removed_may_be_written_again_only_if_unset()
    {
        var state = StateAfter(Of(Attributes(1, "region", AttributeValue.Of("eu"))));
        var removal = DeviceChange.None with { Attributes = new Dictionary<string, AttributeValue> { ["region"] = AttributeValue.None } };
        state.Apply(DeviceChangeRules.Decide(state, removal, DeviceChangeKind.Update, Now - 2_000).Batch!);
        Assert.Empty(Refused(Decide(state, Says(2, ("region", "us")))));
    }

    private static SyncEntry Says(long number, params (string Key, string Value)[] attributes) => new(
        number,
        (int)EntryType.Attributes,
        Now - 1000,
        3_500_000,
        0,
        AttributesBody.Encode(attributes.ToDictionary(a => a.Key, a => AttributeValue.Of(a.Value))));

    private static DeviceDecision Decide(DeviceState state, params SyncEntry[] entries) =>
        DeviceRules.Decide(state, Of(entries) with { AttributePolicies = Policies }, Now);

    private static IEnumerable<AttributesChanged> Changed(DeviceDecision decision) => decision.Batch!.Events.OfType<AttributesChanged>();

    private static IEnumerable<(long Number, string Key, AttributeWritePolicy Policy)> Refused(DeviceDecision decision) =>
        decision.Batch!.Events.OfType<AttributesRefused>().SelectMany(e => e.Policies.Select(p => (e.Number, p.Key, p.Value)));
}

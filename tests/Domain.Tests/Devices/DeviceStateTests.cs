using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Tests.Devices;

public sealed class DeviceStateTests
{
    private static readonly Gen<DeviceBatch[]> History = DeviceBatchGen.Batch.Array[0, 30];

    [Fact]
    public void A_snapshot_and_the_batches_behind_it_give_the_state_that_all_batches_give() =>
        Gen.Select(History, Gen.Int[0, 30]).Sample((history, at) =>
        {
            var replayed = Replay(new DeviceState(), history);
            var snapshot = DeviceStateCodec.Encode(Replay(new DeviceState(), history.Take(at)));
            var resumed = Replay(DeviceStateCodec.Decode(DeviceStateCodec.Format, snapshot), history.Skip(at));
            Assert.Equal(Convert.ToHexString(DeviceStateCodec.Encode(replayed)), Convert.ToHexString(DeviceStateCodec.Encode(resumed)));
        });

    [Fact]
    public void Queues_and_boots_are_bounded_whatever_the_history() => History.Sample(history =>
    {
        var state = Replay(new DeviceState(), history);
        Assert.InRange(state.Epochs.Count, 0, DeviceState.MaxEpochs);
        Assert.InRange(state.Boots.Count, 0, DeviceState.MaxBoots);
        Assert.Equal(state.Epochs.Count, state.Epochs.DistinctBy(e => e.Epoch).Count());
        Assert.Equal(state.Boots.Count, state.Boots.DistinctBy(b => b.BootId).Count());
    });

    [Fact]
    public void Beyond_the_limit_the_queue_that_was_used_the_longest_ago_is_forgotten()
    {
        var state = new DeviceState();
        for (ulong epoch = 1; epoch <= DeviceState.MaxEpochs; epoch++)
        {
            state.Apply(Settling(epoch, 1));
        }

        state.Apply(Settling(1, 2));
        state.Apply(Settling(100, 1));
        Assert.Null(state.SeenOf(2));
        Assert.Equal("1..2", state.SeenOf(1)!.ToString());
        Assert.Equal([3UL, 4, 5, 6, 7, 8, 1, 100], state.Epochs.Select(e => e.Epoch));
    }

    [Fact]
    public void A_batch_that_settles_nothing_costs_no_queue()
    {
        var state = new DeviceState();
        state.Apply(new DeviceBatch(5, 9, [], [], [new ContactMade()]));
        Assert.Empty(state.Epochs);
    }

    [Fact]
    public void Beyond_the_limit_the_boot_that_was_learned_the_longest_ago_is_forgotten()
    {
        var state = new DeviceState();
        var boots = Enumerable.Range(0, DeviceState.MaxBoots + 1).Select(i => new BootAnchor(Guid.NewGuid(), i)).ToArray();
        state.Apply(new DeviceBatch(5, 9, [], boots[..^1], [new ContactMade()]));
        state.Apply(new DeviceBatch(5, 9, [], [boots[0] with { StartedAtMs = 77 }, boots[^1]], [new ContactMade()]));
        Assert.Equal([.. boots[2..^1], boots[0] with { StartedAtMs = 77 }, boots[^1]], state.Boots);
    }

    [Fact]
    public void First_and_last_seen_are_those_of_the_server()
    {
        var state = Replay(new DeviceState(), [Settling(1, 1) with { ReceivedAtMs = 50 }, Settling(1, 2) with { ReceivedAtMs = 90 }, Settling(1, 3) with { ReceivedAtMs = 70 }]);
        Assert.Equal((50, 90), (state.FirstSeenMs, state.LastSeenMs));
    }

    [Fact]
    public void A_snapshot_from_before_there_were_settings_and_requests_stays_readable()
    {
        var state = DeviceStateCodec.Decode(1, Convert.FromHexString("9AC3A764656661756C74A57265762D61A46D61696EA3312E30050607" + "919209920002" + "90"));
        Assert.Equal((true, "default", "rev-a", "main", "1.0"), (state.IsRegistered, state.Cohort, state.HardwareVersion, state.SoftwareType, state.SoftwareVersion));
        Assert.Equal((5, 6, 7), (state.FirstSeenMs, state.LastSeenMs, state.ConfigurationRevision));
        Assert.Equal("1..3", state.SeenOf(9)!.ToString());
        Assert.Equal((DeviceSettings.None, 0), (state.Settings, state.SettingsRevision));
        Assert.Equal((0, 0), (state.Requests.All.Count, state.Requests.LastId));
    }

    [Fact]
    public void A_snapshot_from_before_devices_could_be_created_ahead_of_contact_stays_readable()
    {
        const string first = "9DC3A764656661756C74A57265762D61A46D61696EA3312E30050607" + "919209920002" + "90";
        const string settings = "03" + "96CDEA60C3C0C2C007" + "9200" + "90";
        var state = DeviceStateCodec.Decode(1, Convert.FromHexString(first + settings));
        Assert.Equal((true, false, true, ""), (state.IsRegistered, state.IsCreated, state.Exists, state.Nickname));
        Assert.Equal(3, state.SettingsRevision);
        Assert.Empty(state.Attributes.Attributes);
    }

    [Fact]
    public void Golden_bytes_of_a_snapshot()
    {
        var state = Replay(new DeviceState(), [new DeviceBatch(5, 0, [], [], [
            new DeviceCreated("beta", "rev-a"),
            new NicknameChanged("Lab 7"),
            new OperatorAttributesChanged(4, new Dictionary<string, AttributeValue> { ["color"] = AttributeValue.Of("red") }),
        ])]);
        const string hex = "DC0011" + "C2A462657461A57265762D61A0A0000000" + "9090" + "0096C0C0C0C0C000" + "920090"
            + "C3A54C61622037" + "C411" + "94049093A5636F6C6F7200A37265649100" + "C2";
        Assert.Equal(hex, Convert.ToHexString(DeviceStateCodec.Encode(state)));
        var decoded = DeviceStateCodec.Decode(2, Convert.FromHexString(hex));
        Assert.Equal((false, true, "beta", "Lab 7", 0L), (decoded.IsRegistered, decoded.IsCreated, decoded.Cohort, decoded.Nickname, decoded.LastSeenMs));
        Assert.Equal([new LatestAttribute("color", 4, AttributeValue.Of("red"), AttributeAuthor.Operator)], decoded.Attributes.Attributes);
    }

    [Fact]
    public void Requests_are_bounded_whatever_the_history() => History.Sample(history =>
        Assert.InRange(Replay(new DeviceState(), history).Requests.All.Count, 0, RequestBook.MaxOpen + RequestBook.MaxClosed));

    [Fact]
    public void What_an_operator_does_is_no_contact_of_the_device()
    {
        var state = Replay(new DeviceState(), [Settling(1, 1) with { ReceivedAtMs = 50 }]);
        state.Apply(OperatorRules.MakeRequest(state, RequestKind.Logs, 1, 2, Guid.Empty, null, 90));
        Assert.Equal((50, 1), (state.LastSeenMs, state.Requests.LastId));
        Assert.Single(state.Epochs);
    }

    [Fact]
    public void A_snapshot_of_a_format_that_is_not_known_is_an_error_and_not_an_empty_state()
    {
        var error = Assert.Throws<InvalidDataException>(() => DeviceStateCodec.Decode(3, DeviceStateCodec.Encode(new DeviceState())));
        Assert.Equal("snapshot format 3 is not known to this version, only 1 and 2 are", error.Message);
    }

    [Fact]
    public void A_snapshot_that_is_cut_off_is_an_error() => History.Where(h => h.Length > 0).Sample(history =>
    {
        var snapshot = DeviceStateCodec.Encode(Replay(new DeviceState(), history));
        for (var length = 0; length < snapshot.Length; length += 1 + (snapshot.Length / 20))
        {
            Assert.Throws<InvalidDataException>(() => DeviceStateCodec.Decode(DeviceStateCodec.Format, snapshot.AsMemory(0, length)));
        }
    }, iter: 20);

    private static DeviceBatch Settling(ulong epoch, long number) => new(5, epoch, [new NumberRange(number, number)], [], [new ContactMade()]);

    private static DeviceState Replay(DeviceState state, IEnumerable<DeviceBatch> batches)
    {
        foreach (var batch in batches)
        {
            state.Apply(batch);
        }

        return state;
    }
}

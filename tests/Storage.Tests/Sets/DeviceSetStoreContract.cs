using Fleet.Grains.Devices;
using Fleet.Grains.Projections;
using Fleet.Grains.Sets;
using Fleet.Storage.Retention;
using Fleet.Storage.Sets;
using Fleet.Storage.Tests.Devices;
using Fleet.Storage.Tests.Projections;

namespace Fleet.Storage.Tests.Sets;

/// <summary>What every store of device sets does.</summary>
public abstract class DeviceSetStoreContract(StoreFixture store)
{
    private const long Noon = 1_767_268_800_000;
    private const long HourMs = 3_600_000;

    private IDeviceSetStore Sets => store.Store.Sets;

    [Fact]
    public async Task A_commit_that_asked_older_definitions_writes_nothing()
    {
        var project = store.NewProject();
        var device = Views.Of(project, "a");
        await Sets.PublishAsync(project, 1, [Set(1, "s", 1)], default);
        Assert.False(await CommitAsync(device, new SetEvaluation(project, 0, Noon, [], [])));
        Assert.Null(await store.Store.Devices.FindAsync(new(project, "a"), default));
        Assert.True(await CommitAsync(device, In(project, 1, device, 1)));
        await Sets.PublishAsync(project, 2, [Set(1, "s", 2)], default);
        Assert.False(await CommitAsync(device, In(project, 1, device)));
        Assert.Equal(["a"], await MembersAsync(project, 1));
    }

    [Fact]
    public async Task A_project_gets_no_first_set_while_a_commit_that_knows_of_none_is_under_way()
    {
        var project = store.NewProject();
        var device = Views.Of(project, "a");
        Assert.True(await CommitAsync(device, new SetEvaluation(project, 0, Noon, [], [])));
        Assert.Equal(1, await Sets.PublishAsync(project, 1, [Set(1, "s", 1)], default));
        Assert.True(await Sets.ReviseAsync(project, 1, 1, [device.DeviceId], _ => true, Noon, default));
        Assert.Equal(["a"], await MembersAsync(project, 1));
    }

    [Fact]
    public async Task Older_definitions_do_not_replace_newer_ones()
    {
        var project = store.NewProject();
        Assert.Equal(3, await Sets.PublishAsync(project, 3, [Set(1, "new", 3)], default));
        Assert.Equal(3, await Sets.PublishAsync(project, 2, [], default));
        Assert.Equal("new", Assert.Single((await Sets.LoadAsync(project, default)).Sets).Definition.Name);
        Assert.False(await Sets.ReviseAsync(project, 2, 1, [], _ => true, Noon, default));
    }

    [Fact]
    public async Task A_device_that_is_no_more_leaves()
    {
        var project = store.NewProject();
        await Sets.PublishAsync(project, 1, [Set(1, "s", 1)], default);
        var gone = Views.Of(project, "gone");
        Assert.True(await CommitAsync(Views.Of(project, "other"), In(project, 1, gone, 1)));
        Assert.True(await Sets.ReviseAsync(project, 1, 1, [gone.DeviceId], _ => true, Noon, default));
        Assert.Empty(await MembersAsync(project, 1));
    }

    [Fact]
    public async Task A_set_that_is_deleted_takes_all_along_that_it_had_and_no_other()
    {
        var project = store.NewProject();
        var device = Views.Of(project, "a");
        await Sets.PublishAsync(project, 1, [Set(1, "s", 1), Set(2, "t", 1)], default);
        Assert.True(await CommitAsync(device, In(project, 1, device, 1, 2)));
        await Sets.FilledAsync(project, 1, 1, Noon, default);
        await Sets.PublishAsync(project, 2, [Set(2, "t", 1)], default);
        var changes = await Sets.ChangesAsync(project, 1, 0, 10, default);
        Assert.Equal((false, 0), (changes.Exists, changes.Changes.Count));
        Assert.Empty(await MembersAsync(project, 1));
        Assert.Empty(await Sets.SizesAsync(project, 1, 0, long.MaxValue, default));
        Assert.Equal(["a"], await MembersAsync(project, 2));
    }

    [Fact]
    public async Task Sizes_are_recorded_by_the_hour_from_the_first_filling_on()
    {
        var project = store.NewProject();
        DeviceView[] devices = [Views.Of(project, "a"), Views.Of(project, "b")];
        await Sets.PublishAsync(project, 1, [Set(1, "s", 1)], default);
        Assert.True(await CommitAsync(devices[0], In(project, 1, devices[0], 1) with { AtMs = Noon }));
        Assert.Empty(await Sets.SizesAsync(project, 1, 0, long.MaxValue, default));
        await Sets.FilledAsync(project, 1, 1, Noon + 1000, default);
        Assert.True(await CommitAsync(devices[1], In(project, 1, devices[1], 1) with { AtMs = Noon + 3000 }));
        Assert.True(await CommitAsync(devices[0], In(project, 1, devices[0]) with { AtMs = Noon + (5 * HourMs) + 10 }));
        await Sets.FilledAsync(project, 1, 1, Noon + (6 * HourMs), default);

        DeviceSetSize first = new(Noon, Noon + 1000, 1, 2, 2, Noon + 3000, 2000);
        DeviceSetSize second = new(Noon + (5 * HourMs), Noon + (5 * HourMs), 1, 2, 1, Noon + (5 * HourMs) + 10, 20);
        Assert.Equal([first, second], await Sets.SizesAsync(project, 1, 0, long.MaxValue, default));
        Assert.Equal([first], await Sets.SizesAsync(project, 1, Noon + (2 * HourMs), Noon + (4 * HourMs), default));
        Assert.Equal([second], await Sets.SizesAsync(project, 1, Noon + (6 * HourMs), Noon + (9 * HourMs), default));
        var sizes = store.Store.Expiring.OfType<ExpiringSetSizes>().Single();
        Assert.Equal(1, (await sizes.CountAsync(project, Noon + (9 * HourMs), default)).Rows);
        await sizes.RemoveAsync(project, Noon + (9 * HourMs), Noon, "", default);
        Assert.Equal([second], await Sets.SizesAsync(project, 1, 0, long.MaxValue, default));
    }

    [Fact]
    public async Task Of_changes_the_newest_are_kept_and_what_is_forgotten_shows()
    {
        var project = store.NewProject();
        await Sets.PublishAsync(project, 1, [Set(1, "s", 1)], default);
        var ids = Enumerable.Range(0, 3_000).Select(i => new EvaluatedDevice(10_000_000 + i, $"d{i:0000}", [1])).ToList();
        var expected = 0;
        for (var round = 0; expected <= MembershipWriter.MaxChanges + MembershipWriter.Slack; round++)
        {
            var isMember = round % 2 == 0;
            var evaluation = new SetEvaluation(project, 1, Noon, [1], [.. ids.Select(d => isMember ? d : d with { SetIds = [] })]);
            Assert.True(await CommitAsync(null, evaluation));
            expected += ids.Count;
        }

        var changes = await Sets.ChangesAsync(project, 1, 0, 2, default);
        Assert.Equal((expected, expected - MembershipWriter.MaxChanges), (changes.Position, changes.ForgottenPosition));
        Assert.Equal(changes.ForgottenPosition + 1, changes.Changes[0].Position);
    }

    [Fact]
    public async Task A_rebuild_empties_the_sets_and_keeps_what_they_are()
    {
        var project = store.NewProject();
        var device = Views.Of(project, "a");
        await Sets.PublishAsync(project, 1, [Set(1, "s", 1)], default);
        Assert.True(await CommitAsync(device, In(project, 1, device, 1)));
        var before = await Sets.ChangesAsync(project, 1, 0, 10, default);
        await store.Store.ReadModels.ClearAsync(default);
        var after = await Sets.LoadAsync(project, default);
        Assert.Equal((1, 0), (after.Revision, Assert.Single(after.Sets).Size));
        Assert.Empty(await MembersAsync(project, 1));
        Assert.True((await Sets.ChangesAsync(project, 1, before.Position, 10, default)).ForgottenPosition > before.Position);
    }

    private static DeviceSetDefinition Set(int id, string name, long filterRevision) => new(id, name, "", "", Noon, filterRevision);

    private static SetEvaluation In(string project, long revision, DeviceView device, params int[] sets) =>
        new(project, revision, Noon, [1, 2], [new EvaluatedDevice(device.DeviceId, device.Serial, sets)]);

    private async Task<bool> CommitAsync(DeviceView? device, SetEvaluation evaluation)
    {
        var projections = store.Store.Projections;
        var checkpoint = await projections.LoadCheckpointAsync(7, default);
        return await projections.CommitAsync(
            Commits.Move(7, checkpoint) with { Devices = device is null ? [] : [device], Sets = [evaluation] }, default);
    }

    private async Task<IEnumerable<string>> MembersAsync(string project, int setId) =>
        (await Sets.MembersAsync(project, setId, "", 100, default)).Select(member => member.Serial);
}

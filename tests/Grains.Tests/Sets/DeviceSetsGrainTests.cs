using Fleet.Domain.Devices;
using Fleet.Grains.Management;
using Fleet.Grains.Sets;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Sets;

public sealed class DeviceSetsGrainTests
{
    [Fact]
    public async Task Sets_survive_a_restart_and_the_loss_of_the_read_models()
    {
        var folder = NewFolder();
        await using (var fleet = await StartAsync(folder))
        {
            await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon, Reports.Of(20, 1)));
            await fleet.SettleAsync();
            Assert.NotNull(await Sets(fleet).Create("all", "", "Everything"));
            Assert.NotNull(await Sets(fleet).Create("gone", "", ""));
            Assert.True(await Sets(fleet).Delete("gone"));
            Assert.False(await Sets(fleet).Delete("gone"));
        }

        foreach (var file in Directory.GetFiles(folder, "views.db*"))
        {
            File.Delete(file);
        }

        await using (var fleet = await StartAsync(folder))
        {
            await fleet.SettleAsync();
            await Sets(fleet).Fill();
            var set = Assert.Single((await fleet.Get<IDeviceSetStore>().LoadAsync(Project, default)).Sets);
            Assert.Equal(("all", "Everything", 1, true), (set.Definition.Name, set.Definition.Description, set.Size, set.IsFilled));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_deleted_device_leaves_its_sets()
    {
        await using var fleet = await StartAsync();
        await fleet.SyncAsync("d1", "1.0", Reports.Entry(1, Noon, Reports.Of(20, 1)));
        await fleet.SyncAsync("d2", "1.0", Reports.Entry(1, Noon, Reports.Of(20, 1)));
        await fleet.SettleAsync();
        var all = await Sets(fleet).Create("all", "", "");
        await Sets(fleet).Fill();
        Assert.True(await DeviceDeletion.DeleteAsync(fleet.Get<IGrainFactory>(), new DeviceKey(Project, "d1")));
        await fleet.SettleAsync();
        Assert.Equal(["d2"], (await fleet.Get<IDeviceSetStore>().MembersAsync(Project, all!.Id, "", 10, default)).Select(m => m.Serial));
        Assert.Equal(1, Assert.Single((await fleet.Get<IDeviceSetStore>().LoadAsync(Project, default)).Sets).Size);
    }

    [Fact]
    public async Task A_state_that_is_older_than_the_read_models_takes_over_from_them()
    {
        await using var fleet = await StartAsync();
        await fleet.Get<IDeviceSetStore>().PublishAsync(Project, 7, [new DeviceSetDefinition(1, "of-before", "", "", Noon, 7)], default);
        Assert.NotNull(await Sets(fleet).Create("mine", "", ""));
        var sets = await fleet.Get<IDeviceSetStore>().LoadAsync(Project, default);
        Assert.Equal(["mine"], sets.Sets.Select(s => s.Definition.Name));
        Assert.True(sets.Revision > 8);
    }

    [Fact]
    public async Task A_project_has_room_for_so_many_sets_and_no_more()
    {
        await using var fleet = await StartAsync();
        for (var i = 0; i < DeviceSetRules.MaxSets; i++)
        {
            Assert.NotNull(await Sets(fleet).Create($"s{i}", "serial = x", ""));
        }

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Sets(fleet).Create("more", "", ""));
        Assert.Contains("has 100 device sets already", refused.Message);
        Assert.Null(await Sets(fleet).Create("s0", "", ""));
        Assert.True(await Sets(fleet).Delete("s0"));
        Assert.NotNull(await Sets(fleet).Create("more", "", ""));
    }

    [Fact]
    public async Task A_change_of_the_description_alone_asks_no_device()
    {
        await using var fleet = await StartAsync();
        var created = await Sets(fleet).Create("s", "serial = x", "");
        var described = await Sets(fleet).Update("s", null, "About");
        Assert.Equal(created! with { Description = "About" }, described);
        var filtered = await Sets(fleet).Update("s", "serial = y", null);
        Assert.True(filtered!.FilterRevision > created.FilterRevision);
        Assert.Null(await Sets(fleet).Update("never", null, "About"));
    }

    private static IDeviceSetsGrain Sets(EmbeddedFleet fleet) => fleet.Grain<IDeviceSetsGrain>(GrainKeys.Sets(Project));
}

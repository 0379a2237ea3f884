using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Devices;
using Fleet.Grains.Projections;
using Fleet.Storage.Tests.Projections;

namespace Fleet.Storage.Tests.Devices;

/// <summary>Rows of the read model.</summary>
internal static class Views
{
    private static long _ids = 1_000_000;

    public static DeviceView Of(string project, string serial, int shard = 0, string cohort = "default", string nickname = "", string version = "1.0") => new()
    {
        DeviceId = Interlocked.Increment(ref _ids),
        Shard = shard,
        Ordinal = (int)(_ids % 1000),
        Project = project,
        Serial = serial,
        Cohort = cohort,
        Nickname = nickname,
        HardwareVersion = "hw",
        SoftwareType = "main",
        SoftwareVersion = version,
        FirstSeenMs = 10,
        LastSeenMs = 20,
        ConfigurationRevision = 3,
        SettingsRevision = 2,
        Latest = [1, 2, 3],
    };

    /// <summary>The row of a device that filters are asked of.</summary>
    public static DeviceView Of(string project, DeviceFacts device) => Of(project, device.Serial) with
    {
        Cohort = device.Cohort,
        Nickname = device.Nickname,
        HardwareVersion = device.HardwareVersion,
        SoftwareType = device.SoftwareType,
        SoftwareVersion = device.SoftwareVersion,
        FirstSeenMs = device.FirstSeenMs,
        LastSeenMs = device.LastSeenMs,
        Latest = device.LatestValues.Encode(),
    };

    /// <summary>Compares the columns, and the bytes by content.</summary>
    public static bool AreSame(DeviceView one, DeviceView other)
    {
        byte[] none = [];
        return one with { Latest = none } == other with { Latest = none } && one.Latest.SequenceEqual(other.Latest);
    }

    /// <summary>Commits on top of whatever the shard's checkpoint is.</summary>
    public static async Task AddAsync(this IProjectionStore store, params DeviceView[] devices)
    {
        foreach (var shard in devices.GroupBy(device => device.Shard))
        {
            var checkpoint = await store.LoadCheckpointAsync(shard.Key, default);
            Assert.True(await store.CommitAsync(Commits.Move(shard.Key, checkpoint) with { Devices = [.. shard] }, default));
        }
    }
}

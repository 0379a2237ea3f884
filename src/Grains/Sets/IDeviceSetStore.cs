using Fleet.Grains.Devices;

namespace Fleet.Grains.Sets;

/// <summary>
/// Device sets in the read models: a copy of their definitions, members, changes, sizes. Every change of members is made while the project's
/// row is locked and only if the project's revision is the one that the change was worked out with; see docs/design/device-sets.md.
/// </summary>
public interface IDeviceSetStore
{
    /// <summary>Replaces the project's definitions if <paramref name="revision"/> is above the stored one. Members of sets that are gone go with them.</summary>
    /// <returns>The revision that is stored then.</returns>
    Task<long> PublishAsync(string project, long revision, IReadOnlyList<DeviceSetDefinition> sets, CancellationToken cancellation);

    /// <summary>All sets of a project, by name; revision 0 and none when it never had any.</summary>
    Task<StoredDeviceSets> LoadAsync(string project, CancellationToken cancellation);

    /// <summary>Members by serial (ordinal order), those after <paramref name="afterSerial"/>.</summary>
    Task<IReadOnlyList<DeviceSetMember>> MembersAsync(string project, int setId, string afterSerial, int limit, CancellationToken cancellation);

    /// <summary>Asks some devices, as they are now, whether they are in a set, and writes what is different.</summary>
    /// <param name="project">Of the set.</param>
    /// <param name="revision">Of the project's definitions; see the returned value.</param>
    /// <param name="setId">Which set.</param>
    /// <param name="deviceIds">Which devices. One that is no more leaves.</param>
    /// <param name="matches">Pure; gets rows with their latest values.</param>
    /// <param name="nowMs">When, milliseconds since 1970 UTC.</param>
    /// <returns>False when the stored revision is another; nothing was written.</returns>
    Task<bool> ReviseAsync(
        string project, long revision, int setId, IReadOnlyList<long> deviceIds, Func<DeviceView, bool> matches, long nowMs, CancellationToken cancellation);

    /// <summary>All devices were asked for a set since it got the filter of <paramref name="filterRevision"/>. The first time its size begins to be recorded.</summary>
    Task FilledAsync(string project, int setId, long filterRevision, long nowMs, CancellationToken cancellation);

    /// <summary>Changes of a set's members, those after a position, the oldest first.</summary>
    /// <returns>The set may be gone, or changes after the position not be kept any more: see <see cref="DeviceSetChanges"/>. If fewer than the limit are returned, there are no others up to <see cref="DeviceSetChanges.Position"/>.</returns>
    Task<DeviceSetChanges> ChangesAsync(string project, int setId, long afterPosition, int limit, CancellationToken cancellation);

    /// <summary>Hours in which the size of a set changed, by time, from the last that begins at or before <paramref name="fromMs"/> on.</summary>
    Task<IReadOnlyList<DeviceSetSize>> SizesAsync(string project, int setId, long fromMs, long toMs, CancellationToken cancellation);
}

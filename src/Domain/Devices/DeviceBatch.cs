using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>The unit of storage: what one accepted upload did, one row of the event log.</summary>
/// <param name="ReceivedAtMs">Server time, milliseconds since 1970 UTC.</param>
/// <param name="Epoch">Id of the agent's queue that the numbers belong to.</param>
/// <param name="Numbers">Entries that this batch settled, accepted or rejected: they are never looked at again.</param>
/// <param name="Boots">Anchors of the boots that this batch taught us; see <see cref="BootAnchor"/>.</param>
/// <param name="Events">In order; never empty.</param>
public sealed record DeviceBatch(
    long ReceivedAtMs,
    ulong Epoch,
    IReadOnlyList<NumberRange> Numbers,
    IReadOnlyList<BootAnchor> Boots,
    IReadOnlyList<DeviceEvent> Events)
{
    /// <summary>
    /// That the device was in when the batch was decided, before the batch's own events: the reports of the batch count for it. Here so that
    /// whoever reads the log need not know the device's history.
    /// </summary>
    public string Cohort { get; init; } = DeviceRules.DefaultCohort;
}

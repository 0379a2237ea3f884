namespace Fleet.Grains.EventLog;

/// <param name="Sequence">Of the last batch that the state holds.</param>
/// <param name="Format">Of <paramref name="State"/>; see <c>DeviceStateCodec</c>.</param>
/// <param name="State">Encoded state.</param>
public sealed record DeviceSnapshot(long Sequence, int Format, byte[] State)
{
    /// <summary>The store's number for the device, where it is known; as <see cref="DeviceAppend.DeviceId"/>.</summary>
    public long? DeviceId { get; init; }
}

using Fleet.Domain.Devices;

namespace Fleet.Grains.EventLog;

/// <param name="Device">Whose log.</param>
/// <param name="ExpectedSequence">Sequence of the device's last batch; 0 when it has none. The new batch gets the next.</param>
/// <param name="ReceivedAtMs">Server time, milliseconds since 1970 UTC.</param>
/// <param name="Format">Of the payload; see <see cref="DeviceBatchCodec"/>.</param>
/// <param name="Payload">Encoded <see cref="DeviceBatch"/>.</param>
public sealed record DeviceAppend(DeviceKey Device, long ExpectedSequence, long ReceivedAtMs, int Format, byte[] Payload)
{
    /// <summary>
    /// The store's number for the device, where it is known: an append for a device that was deleted must not reach the one that has its serial now.
    /// </summary>
    public long? DeviceId { get; init; }
}

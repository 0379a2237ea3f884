using Fleet.Domain.Devices;

namespace Fleet.Grains.EventLog;

/// <summary>A batch at the front of a shard, without its content.</summary>
/// <param name="Position">In the shard.</param>
/// <param name="DeviceId">The store's number for the device.</param>
/// <param name="Device">Whose batch; of a device that was erased the serial is <c>~</c> and its number.</param>
/// <param name="Sequence">Of the device.</param>
/// <param name="ReceivedAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="Bytes">Of the payload.</param>
/// <param name="IsCovered">Whether nothing needs it to know its device: there is a snapshot of it or of a later batch, or the device was erased.</param>
public sealed record FrontBatch(long Position, long DeviceId, DeviceKey Device, long Sequence, long ReceivedAtMs, long Bytes, bool IsCovered);

using Fleet.Domain.Devices;

namespace Fleet.Grains.EventLog;

/// <summary>A row as a projection reads it.</summary>
/// <param name="Position">In the shard, from 1, growing.</param>
/// <param name="DeviceId">The store's number for the device; dense enough for an index.</param>
/// <param name="Device">Whose batch; of a device that was erased the serial is <c>~</c> and its number.</param>
/// <param name="Sequence">Of the device.</param>
/// <param name="Format">Of the payload.</param>
/// <param name="Payload">Encoded <see cref="DeviceBatch"/>.</param>
public sealed record LogRow(long Position, long DeviceId, DeviceKey Device, long Sequence, int Format, byte[] Payload);

using Fleet.Domain.Devices;

namespace Fleet.Grains.Projections;

/// <summary>A shard whose read models stand still: a row of its log cannot be taken, and none behind it is.</summary>
/// <param name="Shard">Which.</param>
/// <param name="Position">Of the row; 0 when not even the checkpoint can be read.</param>
/// <param name="Device">Whose row it is; null when it cannot be read.</param>
/// <param name="SinceMs">When the shard began to stand still, milliseconds since 1970 UTC.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record StoppedShard(int Shard, long Position, DeviceKey? Device, long SinceMs, string Reason)
{
    public override string ToString() => $"shard {Shard} stands still at position {Position}: {Reason}";
}

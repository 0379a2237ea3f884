using System.IO.Hashing;
using System.Text;

namespace Fleet.Domain.Devices;

/// <summary>A device: its serial, unique in its project.</summary>
public readonly record struct DeviceKey(string Project, string Serial)
{
    /// <summary>
    /// The shard that holds the device's events, fixed when the database is made: XxHash3 of <c>project/serial</c> modulo the number of
    /// shards.
    /// </summary>
    public int ShardOf(int shardCount) => (int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(ToString())) % (ulong)shardCount);

    public override string ToString() => $"{Project}/{Serial}";
}

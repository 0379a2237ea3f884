using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Storage.Tests.EventLog;

/// <summary>Batches whose content is of no matter to the log.</summary>
internal static class Appends
{
    public const int Format = 1;

    public static DeviceAppend To(DeviceKey device, long expected, int bytes = 300) =>
        new(device, expected, ReceivedAtMs: 1_700_000_000_000 + expected, Format, Payload(device, expected + 1, bytes));

    /// <summary>Bytes that tell which batch they are.</summary>
    public static byte[] Payload(DeviceKey device, long sequence, int bytes = 300)
    {
        var payload = new byte[bytes];
        new Random((int)(device.ShardOf(int.MaxValue) ^ sequence)).NextBytes(payload);
        return payload;
    }

    public static async Task<long> AppendAsync(this IEventLog log, DeviceKey device, long count)
    {
        var position = 0L;
        var sequence = (await log.LoadAsync(device, default)).Sequence;
        for (var i = 0; i < count; i++)
        {
            var result = await log.AppendAsync(To(device, sequence + i), default);
            Assert.True(result.IsCommitted);
            position = result.Position;
        }

        return position;
    }

    public static async Task<List<LogRow>> ReadAllAsync(this IEventLog log, int shard)
    {
        var rows = new List<LogRow>();
        while (true)
        {
            var page = await log.ReadAsync(shard, rows.Count == 0 ? 0 : rows[^1].Position, 500, default);
            if (page.Count == 0)
            {
                return rows;
            }

            rows.AddRange(page);
        }
    }
}

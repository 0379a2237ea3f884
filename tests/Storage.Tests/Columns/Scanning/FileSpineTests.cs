using CsCheck;
using Fleet.Storage.Columns.Scanning;

namespace Fleet.Storage.Tests.Columns.Scanning;

/// <summary>Whose rows are and when they end, packed.</summary>
public sealed class FileSpineTests
{
    private const long Week = 7 * 86_400_000L;

    /// <summary>A device's rows may lie years apart, in files of several days, or out of order, in files that another version wrote.</summary>
    [Fact]
    public void Every_row_has_its_device_and_end_in_whatever_order_and_pieces_they_come() =>
        Gen.Select(Gen.Long[1, 4], Gen.Long[0, 500 * Week]).Array[1, 300].Select(Gen.Int[1, 50], Gen.Bool).Sample((rows, piece, sorted) =>
        {
            (long Device, long End)[] all = sorted ? [.. rows.Order()] : rows;
            var builder = new FileSpine.Builder(all.Length);
            foreach (var some in all.Chunk(piece))
            {
                builder.Add([.. some.Select(r => r.Device)], [.. some.Select(r => r.End)]);
            }

            Assert.Equal(0, builder.Missing);
            var spine = builder.Build();
            Assert.Equal(all.Length, spine.Rows);
            Assert.Equal(all, Unpack(spine));
        });

    [Fact]
    public void Rows_of_a_day_are_one_run_for_each_device()
    {
        var builder = new FileSpine.Builder(6);
        builder.Add([1, 1, 1, 7, 7, 9], [1_000_000, 2_000_000, 86_400_000, 5, 6, 7]);
        var spine = builder.Build();
        Assert.Equal([(1L, 3), (7L, 5), (9L, 6)], Enumerable.Range(0, spine.Runs).Select(r => (spine.DeviceOf(r), spine.EndOf(r))));
    }

    private static List<(long Device, long End)> Unpack(FileSpine spine)
    {
        var rows = new List<(long, long)>();
        for (var run = 0; run < spine.Runs; run++)
        {
            for (var row = rows.Count; row < spine.EndOf(run); row++)
            {
                rows.Add((spine.DeviceOf(run), spine.FirstEndOf(run) + spine.Offsets[row]));
            }
        }

        return rows;
    }
}

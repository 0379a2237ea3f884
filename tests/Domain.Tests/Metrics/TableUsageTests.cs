using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Tests.Metrics;

public sealed class TableUsageTests
{
    private static readonly KeyTable Table = KeyTable.Of([new("cpu", MetricKind.Gauge)]);

    [Fact]
    public void The_last_table_that_fits_is_taken_and_no_other()
    {
        Assert.True(new TableUsage(TableUsage.MaxTables - 1, 0).HasRoomFor(Table));
        Assert.False(new TableUsage(TableUsage.MaxTables, 0).HasRoomFor(Table));
        Assert.True(new TableUsage(1, TableUsage.MaxBytes - Table.Encoded.Length).HasRoomFor(Table));
        Assert.False(new TableUsage(1, TableUsage.MaxBytes - Table.Encoded.Length + 1).HasRoomFor(Table));
    }
}

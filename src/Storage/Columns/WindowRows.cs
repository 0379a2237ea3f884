using Fleet.Domain.Devices.Filters;

namespace Fleet.Storage.Columns;

/// <summary>What devices' reports add up to.</summary>
internal static class WindowRows
{
    public static Dictionary<long, WindowSums> Of(ColumnSession session, string rows, double? equalTo)
    {
        var sums = new Dictionary<long, WindowSums>();
        session.Read(
            ColumnQuerySql.Windows(rows, equalTo),
            row => sums.Add(
                row.GetInt64(0),
                new WindowSums(
                    row.GetInt64(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4), row.GetDouble(5), row.GetDouble(6), row.GetInt64(7))));
        return sums;
    }
}

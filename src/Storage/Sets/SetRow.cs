using System.Data.Common;
using Fleet.Grains.Sets;

namespace Fleet.Storage.Sets;

/// <summary>A row of the table <c>device_set</c>.</summary>
internal static class SetRow
{
    public static StoredDeviceSet Read(DbDataReader row) => new(
        new DeviceSetDefinition(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5)),
        row.GetInt64(6),
        row.GetInt64(7));
}

using System.Data.Common;
using Fleet.Grains.Devices;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Devices;

/// <summary>A row of the table <c>device</c>, columns in the order of all its statements.</summary>
internal static class DeviceRow
{
    public static DeviceView Read(DbDataReader row) => ReadListed(row) with { Latest = row.GetFieldValue<byte[]>(14) };

    /// <summary>A row without its last column: the latest values are most of a device's bytes, and no list shows them.</summary>
    public static DeviceView ReadListed(DbDataReader row) => new()
    {
        DeviceId = row.GetInt64(0),
        Shard = row.GetInt32(1),
        Ordinal = row.GetInt32(2),
        Project = row.GetString(3),
        Serial = row.GetString(4),
        Cohort = row.GetString(5),
        Nickname = row.GetString(6),
        HardwareVersion = row.GetString(7),
        SoftwareType = row.GetString(8),
        SoftwareVersion = row.GetString(9),
        FirstSeenMs = row.GetInt64(10),
        LastSeenMs = row.GetInt64(11),
        ConfigurationRevision = row.GetInt64(12),
        SettingsRevision = row.GetInt64(13),
    };

    public static SqlColumn[] Columns(IReadOnlyCollection<DeviceView> devices) =>
    [
        SqlColumn.Of(devices, device => device.DeviceId),
        SqlColumn.Of(devices, device => device.Shard),
        SqlColumn.Of(devices, device => device.Ordinal),
        SqlColumn.Of(devices, device => device.Project),
        SqlColumn.Of(devices, device => device.Serial),
        SqlColumn.Of(devices, device => device.Cohort),
        SqlColumn.Of(devices, device => device.Nickname),
        SqlColumn.Of(devices, device => device.HardwareVersion),
        SqlColumn.Of(devices, device => device.SoftwareType),
        SqlColumn.Of(devices, device => device.SoftwareVersion),
        SqlColumn.Of(devices, device => device.FirstSeenMs),
        SqlColumn.Of(devices, device => device.LastSeenMs),
        SqlColumn.Of(devices, device => device.ConfigurationRevision),
        SqlColumn.Of(devices, device => device.SettingsRevision),
        SqlColumn.Of(devices, device => device.Latest),
    ];
}

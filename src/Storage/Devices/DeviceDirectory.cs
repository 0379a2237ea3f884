using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Devices;

/// <summary>Finds devices in the read model.</summary>
internal sealed class DeviceDirectory(ISqlDatabase views) : IDeviceDirectory
{
    public async Task<DeviceView?> FindAsync(DeviceKey device, CancellationToken cancellation)
    {
        var found = await views.QueryAsync(new SqlQuery("Devices.find_device", device.Project, device.Serial), DeviceRow.Read, cancellation);
        return found.Count == 0 ? null : found[0];
    }

    public async Task<IReadOnlyList<DeviceView>> ListAsync(
        string project, DeviceFilter filter, string afterSerial, int limit, CancellationToken cancellation)
    {
        var query = DeviceFilterSql.Apply(views.Dialect, new SqlQuery("Devices.list_devices", project, afterSerial, limit), filter);
        return await views.QueryAsync(query, DeviceRow.ReadListed, cancellation);
    }

    public async Task<IReadOnlyList<string>> CohortsAsync(string project, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Devices.list_cohorts", project, IDeviceDirectory.MaxCohorts), row => row.GetString(0), cancellation);

    public async Task<long> CountAsync(string project, DeviceFilter filter, CancellationToken cancellation)
    {
        var query = DeviceFilterSql.Apply(views.Dialect, new SqlQuery("Devices.count_devices", project), filter);
        return (await views.QueryAsync(query, row => row.GetInt64(0), cancellation))[0];
    }
}

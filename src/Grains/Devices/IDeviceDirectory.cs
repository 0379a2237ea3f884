using Fleet.Domain.Devices;

namespace Fleet.Grains.Devices;

/// <summary>Finds devices in the read model.</summary>
public interface IDeviceDirectory
{
    Task<DeviceView?> FindAsync(DeviceKey device, CancellationToken cancellation);

    /// <summary>Devices of a project that match all conditions, by serial (ordinal order), those after <paramref name="afterSerial"/>.</summary>
    Task<IReadOnlyList<DeviceView>> ListAsync(
        string project, DeviceFilter filter, string afterSerial, int limit, CancellationToken cancellation);

    Task<long> CountAsync(string project, DeviceFilter filter, CancellationToken cancellation);
}

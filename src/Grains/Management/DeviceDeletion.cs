using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Grains.Intake;

namespace Fleet.Grains.Management;

/// <summary>
/// Deletes a device with all that is kept of it. What waits in its intake goes first: should the deletion end here, it is repeated, and an open hour is
/// all that was lost. Not from within the device's grain, which the intake calls in its turn.
/// </summary>
public static class DeviceDeletion
{
    /// <returns>False when there is no such device.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer; the deletion is to be asked for again.</exception>
    public static async Task<bool> DeleteAsync(IGrainFactory grains, DeviceKey device)
    {
        await grains.GetGrain<IIntakeGrain>(GrainKeys.Intake(device)).Forget();
        return await grains.GetGrain<IDeviceGrain>(GrainKeys.Device(device)).Delete();
    }
}

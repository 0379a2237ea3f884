using Fleet.Domain.Devices;
using Orleans.Runtime;

namespace Fleet.Grains.Devices;

/// <summary>
/// References to device grains, for the hot path: <c>GetGrain&lt;T&gt;</c> looks up attributes of the interface by reflection at each
/// call, which a profile of uploads showed; the types are asked for once here.
/// </summary>
public sealed class DeviceGrains(IGrainFactory grains)
{
    private readonly Lazy<(GrainType Grain, GrainInterfaceType Interface)> _types = new(() =>
    {
        var any = (GrainReference)grains.GetGrain<IDeviceGrain>(GrainKeys.Device(new DeviceKey("any", "any")));
        return (any.GrainId.Type, any.InterfaceType);
    });

    public IDeviceGrain Get(DeviceKey device) =>
        (IDeviceGrain)grains.GetGrain(GrainId.Create(_types.Value.Grain, GrainKeys.Device(device)), _types.Value.Interface);
}

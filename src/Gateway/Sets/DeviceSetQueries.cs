using Fleet.Gateway.Api;
using Fleet.Grains.Sets;

namespace Fleet.Gateway.Sets;

/// <summary>Finds sets by name.</summary>
internal sealed class DeviceSetQueries(IDeviceSetStore store)
{
    public Task<StoredDeviceSets> ListAsync(string project, CancellationToken cancellation) => store.LoadAsync(project, cancellation);

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<(StoredDeviceSet Set, long Position)> GetAsync(string project, string name, CancellationToken cancellation)
    {
        var sets = await store.LoadAsync(project, cancellation);
        return (sets.Find(name) ?? throw Missing(project, name), sets.Position);
    }

    public static Grpc.Core.RpcException Missing(string project, string name) => ApiErrors.NotFound($"project '{project}' has no device set '{name}'");
}

using Fleet.Domain.Devices;
using Fleet.Grains.Projects;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Devices;

/// <summary>A batch on its way from a gateway to the device's grain: the decoded request and what the gateway found unfit.</summary>
/// <param name="Request">Crosses silos in its wire format.</param>
/// <param name="Refused">Entries whose body or values are not what they should be.</param>
/// <param name="Deferred">Numbers of entries whose key table or attachment is not here.</param>
/// <param name="IsDebugging">Whether the project has debugging on.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.IngestBatch")]
public sealed record IngestBatch(
    [property: Id(0)] SyncRequest Request,
    [property: Id(1)] IReadOnlyList<Rejection> Refused,
    [property: Id(2)] IReadOnlyList<long> Deferred,
    [property: Id(3)] bool IsDebugging)
{
    /// <summary>The project's, when the request says attributes.</summary>
    [Id(4)]
    public IReadOnlyList<AttributePolicy> AttributePolicies { get; init; } = [];

    internal DeviceUpload ToUpload()
    {
        var upload = new DeviceUpload(Request, Refused, Deferred);
        return AttributePolicies.Count == 0
            ? upload
            : upload with { AttributePolicies = AttributePolicies.ToDictionary(p => p.Key, p => (AttributeWritePolicy)p.Policy, StringComparer.Ordinal) };
    }
}

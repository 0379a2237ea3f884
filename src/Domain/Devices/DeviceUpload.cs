using System.Collections.Frozen;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>A batch as the gateway hands it on: decoded, its bodies checked against their key tables.</summary>
/// <param name="Request">The batch.</param>
/// <param name="Refused">Entries that the gateway found unfit.</param>
/// <param name="Deferred">Numbers of entries whose key table or attachment is not here yet: neither settled nor refused.</param>
public sealed record DeviceUpload(SyncRequest Request, IReadOnlyList<Rejection> Refused, IReadOnlyList<long> Deferred)
{
    /// <summary>Crashes whose cores are to be asked for; see <see cref="WantedCores"/>.</summary>
    public IReadOnlySet<Guid> WantedCores { get; init; } = FrozenSet<Guid>.Empty;

    /// <summary>The project's write policies by key of attribute; those that are not there are <see cref="AttributeWritePolicy.Device"/>.</summary>
    public IReadOnlyDictionary<string, AttributeWritePolicy> AttributePolicies { get; init; } = FrozenDictionary<string, AttributeWritePolicy>.Empty;
}

using Fleet.Domain.Devices;

namespace Fleet.Grains.Devices;

/// <summary>One device. Key: <c>device/{project}/{serial}</c>, see <see cref="GrainKeys"/>.</summary>
[Alias("fleet.IDeviceGrain")]
public interface IDeviceGrain : IGrainWithStringKey
{
    /// <summary>Takes a batch. When the call returns, what it acknowledges is durable.</summary>
    /// <exception cref="StoreBusyException">Nothing was taken: come back later.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer: come back later; what was taken meanwhile is not taken twice.</exception>
    [Alias("Ingest")]
    Task<IngestReply> Ingest(IngestBatch batch);
}

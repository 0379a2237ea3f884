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

    /// <summary>What is set for the device; null when there is no such device.</summary>
    [Alias("GetSettings")]
    Task<CurrentSettings?> GetSettings();

    /// <summary>Changes what is set for the device; durable when the call returns. Null when there is no such device.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    [Alias("Configure")]
    Task<CurrentSettings?> Configure(DeviceSettingsChange change);

    /// <summary>Changes the device itself or makes one; durable when the call returns. Made twice, it changes nothing the second time.</summary>
    /// <param name="wanted">What is to be otherwise.</param>
    /// <param name="kind">A <see cref="DeviceChangeKind"/>: for devices that are there, that are not, or both.</param>
    /// <exception cref="ArgumentException">A value is not what it may be; the text begins with the field.</exception>
    [Alias("Change")]
    Task<ChangedDevice> Change(WantedDevice wanted, int kind);

    /// <summary>What <see cref="Change"/> would come to; nothing is changed.</summary>
    /// <exception cref="ArgumentException">A value is not what it may be; the text begins with the field.</exception>
    [Alias("Preview")]
    Task<ChangedDevice> Preview(WantedDevice wanted, int kind);

    /// <summary>Records a crash and its core that somebody uploads; makes the device when there is none. Durable when the call returns.</summary>
    /// <returns>False when all of it was recorded before.</returns>
    /// <exception cref="ArgumentException">A value is not what it may be; the text begins with the field.</exception>
    [Alias("RecordCore")]
    Task<bool> RecordCore(CoreRecord core);

    /// <summary>Deletes the device with its log; what the read models have of it goes when they read so. Its serial may come back as a new device.</summary>
    /// <returns>False when there is no such device.</returns>
    [Alias("Delete")]
    Task<bool> Delete();

    /// <summary>Makes a snapshot of the device as it is, so that its batches up to now may go from the log; durable when the call returns.</summary>
    /// <returns>Sequence of the last batch that it stands for; 0 when there is no such device.</returns>
    /// <exception cref="StoreBusyException">There is none now: come back later.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer: come back later.</exception>
    [Alias("KeepSnapshot")]
    Task<long> KeepSnapshot();

    /// <summary>Asks the device for something, from its next contact on. Null when there is no such device.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    /// <exception cref="InvalidOperationException">Too many are open.</exception>
    [Alias("MakeRequest")]
    Task<TrackedRequest?> MakeRequest(NewRequest request);

    /// <summary>What the device is asked for and what came of the last of it, by id; null when there is no such device.</summary>
    [Alias("ListRequests")]
    Task<IReadOnlyList<TrackedRequest>?> ListRequests();

    /// <summary>Takes an open request back.</summary>
    /// <returns>The request as it is then, cancelled or closed before; null when it is not known.</returns>
    [Alias("CancelRequest")]
    Task<TrackedRequest?> CancelRequest(long id);
}

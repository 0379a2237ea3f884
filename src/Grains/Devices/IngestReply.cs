using Fleet.Domain.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Devices;

/// <summary>What became of a batch, and what the device is to be told with it.</summary>
/// <param name="Acknowledged">Entries that are durable.</param>
/// <param name="Rejected">Entries that will never be taken.</param>
/// <param name="SettingsRevision">Of <paramref name="Settings"/>; 0 when nothing was ever set for this device.</param>
/// <param name="Settings">Null when nothing was ever set for this device.</param>
/// <param name="Requests">What it is asked for and has not answered.</param>
/// <param name="Repeated">How many of the acknowledged were durable before.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.IngestReply")]
public sealed record IngestReply(
    [property: Id(0)] IReadOnlyList<NumberRange> Acknowledged,
    [property: Id(1)] IReadOnlyList<Rejection> Rejected,
    [property: Id(2)] long SettingsRevision,
    [property: Id(3)] DeviceSettings? Settings,
    [property: Id(4)] IReadOnlyList<DeviceRequest> Requests,
    [property: Id(5)] int Repeated)
{
    /// <summary>Attributes that the device may not write; what else their entries said was taken.</summary>
    [Id(6)]
    public int RefusedAttributes { get; init; }
}

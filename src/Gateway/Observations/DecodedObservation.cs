using Fleet.Domain.Devices;
using Fleet.Grains.Observations;

namespace Fleet.Gateway.Observations;

/// <summary>A stored observation, its body decoded.</summary>
internal sealed record DecodedObservation(ObservationCursor Cursor, string Serial, long ReceivedAtMs, ObservationRecorded Recorded, object Body);

namespace Fleet.Grains.Observations;

/// <summary>Observations of a project or a device by capture time: an index over the event log.</summary>
public interface IObservationStore
{
    /// <summary>
    /// Those that are asked for, the newest first. Fewer than <see cref="ObservationQuery.Limit"/> when their batches are large; never none while there are
    /// more. The end is an empty answer.
    /// </summary>
    Task<IReadOnlyList<StoredObservation>> ListAsync(ObservationQuery query, CancellationToken cancellation);
}

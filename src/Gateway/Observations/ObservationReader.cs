using Fleet.Domain.Devices;
using Fleet.Domain.Observations;
using Fleet.Grains.Observations;

namespace Fleet.Gateway.Observations;

/// <summary>Reads observations out of the batches that hold them.</summary>
internal sealed class ObservationReader(IObservationStore store)
{
    /// <summary>
    /// Bytes of bodies in one answer; the observation that passes it is the last. What travels compressed to a few kilobytes must not become gigabytes
    /// because someone asks for a thousand of it.
    /// </summary>
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    /// <summary>The first of what is asked for, as far as it fits one answer.</summary>
    /// <returns>Those, and whether there may be more.</returns>
    public async Task<(IReadOnlyList<DecodedObservation> Found, bool MayHaveMore)> ReadAsync(ObservationQuery query, CancellationToken cancellation)
    {
        var found = new List<DecodedObservation>();
        var bytes = 0L;
        for (var before = query.Before; ;)
        {
            var rows = await store.ListAsync(query with { Before = before, Limit = query.Limit + 1 - found.Count }, cancellation);
            if (rows.Count == 0)
            {
                return (found, false);
            }

            ((int, long) Place, DeviceBatch Batch)? last = null;
            foreach (var row in rows)
            {
                if (found.Count == query.Limit || bytes >= MaxBodyBytes)
                {
                    return (found, true);
                }

                // Observations of one batch follow each other more often than not.
                var place = (row.Cursor.Shard, row.Cursor.Position);
                if (last is not { } decoded || decoded.Place != place)
                {
                    decoded = (place, DeviceBatchCodec.Decode(row.Format, row.Payload));
                    last = decoded;
                }

                var one = Decode(row, decoded.Batch);
                bytes += one.Recorded.Body.Length;
                found.Add(one);
            }

            before = rows[^1].Cursor;
        }
    }

    private static DecodedObservation Decode(StoredObservation row, DeviceBatch batch) =>
        row.Cursor.Index < batch.Events.Count && batch.Events[row.Cursor.Index] is ObservationRecorded recorded
            && ObservationBody.Decode(recorded.Type, recorded.Body) is { } body
            ? new DecodedObservation(row.Cursor, row.Serial, batch.ReceivedAtMs, recorded, body)
            : throw new InvalidDataException(
                $"the index of observations names event {row.Cursor.Index} of the batch at {row.Cursor.Position}, which is no observation");
}

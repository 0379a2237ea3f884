using Fleet.Grains.Observations;
using Fleet.Protocol.Sync;
using Fleet.Storage.EventLog;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Observations;

/// <summary>
/// Observations: the index tells where they are, the event log has them. Each type is a run of its own in the index, so that several are asked for one by
/// one and merged: no query reads more rows than it answers.
/// </summary>
internal sealed class ObservationStore(ISqlDatabase log, ISqlDatabase views) : IObservationStore
{
    public async Task<IReadOnlyList<StoredObservation>> ListAsync(ObservationQuery query, CancellationToken cancellation)
    {
        long? device = null;
        if (query.Serial is { } serial)
        {
            var found = await views.QueryAsync(new SqlQuery("Observations.find_device_id", query.Project, serial), row => row.GetInt64(0), cancellation);
            if (found.Count == 0)
            {
                return [];
            }

            device = found[0];
        }

        var places = new List<Place>();
        foreach (var type in query.Types)
        {
            places.AddRange(await views.QueryAsync(
                QueryOf(query, type, device),
                row => new Place(new ObservationCursor(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt32(3)), row.GetString(4)),
                cancellation));
        }

        Place[] newest = [.. places.OrderByDescending(place => place.Cursor).Take(query.Limit)];
        var stored = await new StoredBatches(log).LoadAsync(newest, place => (place.Cursor.Shard, place.Cursor.Position), cancellation);
        return [.. stored.Select(one => new StoredObservation(one.Wanted.Cursor, one.Wanted.Serial, one.Format, one.Payload))];
    }

    /// <summary>Adds rows to the index, within the transaction of a projection.</summary>
    public static ValueTask WriteAsync(ISqlTransaction transaction, IReadOnlyCollection<ObservationIndexEntry> entries) => transaction.WriteAsync(
        "Observations.insert_observation",
        SqlColumn.Of(entries, entry => entry.DeviceId),
        SqlColumn.Of(entries, entry => entry.Type),
        SqlColumn.Of(entries, entry => entry.Cursor.CapturedAtMs),
        SqlColumn.Of(entries, entry => entry.Cursor.Position),
        SqlColumn.Of(entries, entry => entry.Cursor.Index),
        SqlColumn.Of(entries, entry => entry.Cursor.Shard),
        SqlColumn.Of(entries, entry => entry.Project),
        SqlColumn.Of(entries, entry => entry.Id),
        SqlColumn.Of(entries, entry => entry.Blob),
        SqlColumn.Of(entries, entry => entry.BlobBytes));

    private static SqlQuery QueryOf(ObservationQuery query, EntryType type, long? device)
    {
        // The place just behind the newest of the range, unless the cursor is further on.
        var end = new ObservationCursor(query.ToMs, int.MinValue, long.MinValue, int.MinValue);
        var before = query.Before is { } cursor && cursor.CompareTo(end) < 0 ? cursor : end;
        object[] range = [(int)type, query.FromMs, before.CapturedAtMs];
        return (query.Id, device) switch
        {
            ({ } id, null) => new SqlQuery(
                "Observations.list_observations_by_id", [query.Project, .. range, before.Shard, before.Position, before.Index, id.ToString("n"), query.Limit]),
            ({ } id, { } of) => new SqlQuery(
                "Observations.list_observations_of_device_by_id", [of, .. range, before.Position, before.Index, query.Project, id.ToString("n"), query.Limit]),
            (null, null) => new SqlQuery("Observations.list_observations", [query.Project, .. range, before.Shard, before.Position, before.Index, query.Limit]),
            (null, { } of) => new SqlQuery("Observations.list_observations_of_device", [of, .. range, before.Position, before.Index, query.Limit]),
        };
    }

    /// <summary>Where an observation is, and whose.</summary>
    private readonly record struct Place(ObservationCursor Cursor, string Serial);
}

using Fleet.Grains.Devices;
using Fleet.Grains.Sets;
using Fleet.Storage.Devices;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Sets;

/// <summary>Device sets in the read models.</summary>
internal sealed class DeviceSetStore(ISqlDatabase views) : IDeviceSetStore
{
    public Task<long> PublishAsync(string project, long revision, IReadOnlyList<DeviceSetDefinition> sets, CancellationToken cancellation) =>
        views.TransactAsync(transaction => PublishAsync(transaction, project, revision, sets), cancellation);

    public async Task<StoredDeviceSets> LoadAsync(string project, CancellationToken cancellation)
    {
        // The revision first: should definitions change in between, what is worked out with them is refused.
        var found = await FindAsync(project, cancellation);
        var sets = await views.QueryAsync(new SqlQuery("Sets.list_sets", project), SetRow.Read, cancellation);
        return new StoredDeviceSets(found.Revision, found.Position, sets);
    }

    public async Task<IReadOnlyList<DeviceSetMember>> MembersAsync(
        string project, int setId, string afterSerial, int limit, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Sets.list_members", project, setId, afterSerial, limit),
            row => new DeviceSetMember(row.GetInt64(0), row.GetString(1), row.GetInt64(2)),
            cancellation);

    public Task<bool> ReviseAsync(
        string project, long revision, int setId, IReadOnlyList<long> deviceIds, Func<DeviceView, bool> matches, long nowMs, CancellationToken cancellation) =>
        views.TransactAsync(
            async transaction =>
            {
                var row = await SetProjectRow.LockAsync(transaction, project);
                if (row.Revision != revision)
                {
                    transaction.Abandon();
                    return false;
                }

                var devices = await DevicesAsync(transaction, project, setId, [.. deviceIds], matches);
                await MembershipWriter.WriteAsync(transaction, new SetEvaluation(project, revision, nowMs, [setId], devices), row);
                return true;
            },
            cancellation);

    public Task FilledAsync(string project, int setId, long filterRevision, long nowMs, CancellationToken cancellation) =>
        views.TransactAsync(
            async transaction =>
            {
                await SetProjectRow.LockAsync(transaction, project);
                var before = (await transaction.QueryAsync(new SqlQuery("Sets.list_sets", project), SetRow.Read)).Find(s => s.Definition.Id == setId);
                if (await transaction.ExecuteAsync(new SqlQuery("Sets.set_filled", project, setId, filterRevision)) > 0 && before!.FilledRevision == 0)
                {
                    await SetSizes.BeginAsync(transaction, project, setId, nowMs, before.Size);
                }

                return true;
            },
            cancellation);

    public async Task<DeviceSetChanges> ChangesAsync(string project, int setId, long afterPosition, int limit, CancellationToken cancellation)
    {
        // Before the changes: what is committed in between is not up to here.
        var before = await FindAsync(project, cancellation);
        var changes = await views.QueryAsync(
            new SqlQuery("Sets.list_changes", project, setId, afterPosition, limit),
            row => new MembershipChange(row.GetInt64(0), row.GetString(1), row.GetInt32(2) != 0, row.GetInt64(3)),
            cancellation);

        // After the changes: if some were forgotten before they were read, it shows here.
        var found = await FindAsync(project, cancellation);
        var exists = await views.QueryAsync(new SqlQuery("Sets.exists_set", project, setId), static _ => true, cancellation);
        return new DeviceSetChanges(exists.Count > 0, found.Forgotten, before.Position, changes);
    }

    public async Task<IReadOnlyList<DeviceSetSize>> SizesAsync(string project, int setId, long fromMs, long toMs, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Sets.list_hours", project, setId, fromMs, toMs), SetSizes.Read, cancellation);

    private static async ValueTask<long> PublishAsync(
        ISqlTransaction transaction, string project, long revision, IReadOnlyList<DeviceSetDefinition> sets)
    {
        var row = await SetProjectRow.LockAsync(transaction, project);
        if (row.Revision >= revision)
        {
            return row.Revision;
        }

        var ids = sets.Select(s => s.Id).ToHashSet();
        foreach (var gone in (await transaction.QueryAsync(new SqlQuery("Sets.list_sets", project), SetRow.Read)).Where(s => !ids.Contains(s.Definition.Id)))
        {
            foreach (var statement in new[] { "Sets.drop_set", "Sets.drop_set_member", "Sets.drop_set_change", "Sets.drop_set_size" })
            {
                await transaction.ExecuteAsync(new SqlQuery(statement, project, gone.Definition.Id));
            }
        }

        await transaction.WriteAsync(
            "Sets.upsert_set",
            SqlColumn.Of(sets, _ => project),
            SqlColumn.Of(sets, s => s.Id),
            SqlColumn.Of(sets, s => s.Name),
            SqlColumn.Of(sets, s => s.Filter),
            SqlColumn.Of(sets, s => s.Description),
            SqlColumn.Of(sets, s => s.CreatedAtMs),
            SqlColumn.Of(sets, s => s.FilterRevision));
        await transaction.ExecuteAsync(new SqlQuery("Sets.set_revision", project, revision));
        return revision;
    }

    /// <summary>The devices as they are behind the lock. One that is no more is in no set.</summary>
    private static async ValueTask<List<EvaluatedDevice>> DevicesAsync(
        ISqlTransaction transaction, string project, int setId, long[] ids, Func<DeviceView, bool> matches)
    {
        var devices = await transaction.QueryAsync(new SqlQuery("Sets.load_devices", project, ids), row =>
        {
            var device = DeviceRow.Read(row);
            return new EvaluatedDevice(device.DeviceId, device.Serial, matches(device) ? [setId] : []);
        });
        if (devices.Count < ids.Length)
        {
            var known = devices.Select(d => d.DeviceId).ToHashSet();
            devices.AddRange((await transaction.QueryAsync(
                new SqlQuery("Sets.members_of_devices", project, ids), row => new EvaluatedDevice(row.GetInt64(1), row.GetString(2), [])))
                .Where(d => known.Add(d.DeviceId)));
        }

        return devices;
    }

    private async Task<SetProjectRow> FindAsync(string project, CancellationToken cancellation)
    {
        var found = await views.QueryAsync(new SqlQuery("Sets.find_project", project), SetProjectRow.Read, cancellation);
        return found.Count == 0 ? default : found[0];
    }
}

using System.Data.Common;
using System.Runtime.CompilerServices;
using Fleet.Domain.Devices;
using Fleet.Grains.Devices;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Devices;

/// <summary>
/// Finds devices in the read model. Where SQL can say all of a query, it answers alone. Where not, it leaves out what it can, and each device
/// that is left is asked: docs/design/device-filter.md.
/// </summary>
internal sealed class DeviceDirectory(ISqlDatabase views) : IDeviceDirectory
{
    /// <summary>Devices that are read at a time to be asked. With their latest values they are a quarter of a megabyte as a rule.</summary>
    private const int CandidateRows = 256;

    /// <summary>The same for devices without these, which are some hundred bytes each.</summary>
    private const int CandidateRowsWithoutLatest = 4_096;

    private const string Marker = "/* and conditions */";

    public async Task<DeviceView?> FindAsync(DeviceKey device, CancellationToken cancellation)
    {
        var found = await views.QueryAsync(new SqlQuery("Devices.find_device", device.Project, device.Serial), DeviceRow.Read, cancellation);
        return found.Count == 0 ? null : found[0];
    }

    public async Task<IReadOnlyList<DeviceView>> ListAsync(
        string project, DeviceQuery query, string afterSerial, int limit, CancellationToken cancellation)
    {
        var (statement, isExact) = Compose(new SqlQuery("Devices.list_devices", project, afterSerial, limit), query);
        if (isExact)
        {
            return await views.QueryAsync(statement, DeviceRow.ReadListed, cancellation);
        }

        var found = new List<DeviceView>();
        await foreach (var device in MatchingAsync(project, query, afterSerial, withLatest: false, cancellation))
        {
            found.Add(device);
            if (found.Count == limit)
            {
                break;
            }
        }

        return found;
    }

    public IAsyncEnumerable<DeviceView> MatchesAsync(string project, DeviceQuery query, bool withLatest, CancellationToken cancellation) =>
        MatchingAsync(project, query, "", withLatest, cancellation);

    public async Task<IReadOnlyList<string>> CohortsAsync(string project, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Devices.list_cohorts", project, IDeviceDirectory.MaxCohorts), row => row.GetString(0), cancellation);

    public async Task<long> CountAsync(string project, DeviceQuery query, CancellationToken cancellation)
    {
        var (statement, isExact) = Compose(new SqlQuery("Devices.count_devices", project), query);
        if (isExact)
        {
            return (await views.QueryAsync(statement, row => row.GetInt64(0), cancellation))[0];
        }

        var count = 0L;
        await foreach (var _ in MatchingAsync(project, query, "", withLatest: false, cancellation))
        {
            count++;
        }

        return count;
    }

    /// <summary>Asks each candidate while it is read, so that only those that match stay in memory.</summary>
    private async IAsyncEnumerable<DeviceView> MatchingAsync(
        string project, DeviceQuery query, string afterSerial, bool withLatest, [EnumeratorCancellation] CancellationToken cancellation)
    {
        (string Name, Func<DbDataReader, DeviceView> Read, int Limit) rows = query.ReadsLatest || withLatest
            ? ("Devices.list_devices_with_latest", DeviceRow.Read, CandidateRows)
            : ("Devices.list_devices", DeviceRow.ReadListed, CandidateRowsWithoutLatest);
        var after = afterSerial;
        while (true)
        {
            var (statement, _) = Compose(new SqlQuery(rows.Name, project, after, rows.Limit), query);
            var candidates = await views.QueryAsync(statement, row => Ask(query, rows.Read(row), withLatest), cancellation);
            foreach (var (_, match) in candidates)
            {
                if (match is not null)
                {
                    yield return match;
                }
            }

            if (candidates.Count < rows.Limit)
            {
                yield break;
            }

            after = candidates[^1].Serial;
        }
    }

    private static (string Serial, DeviceView? Match) Ask(DeviceQuery query, DeviceView device, bool withLatest) =>
        (device.Serial, query.Matches(device) ? withLatest ? device : device with { Latest = [] } : null);

    private (SqlQuery Statement, bool IsExact) Compose(SqlQuery query, DeviceQuery asked)
    {
        var values = new List<object>(query.Values);
        var sql = new DeviceFilterSql(asked.NowMs, values).Compile(asked.Filter);
        var conditions = sql.Condition is null ? "" : $"and {sql.Condition}";
        var text = SqlText.Of(views.Dialect, query.Statement).Replace(Marker, conditions, StringComparison.Ordinal);
        return (new SqlQuery(query.Statement, [.. values]) { Text = text }, sql.IsExact);
    }
}

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

    private static readonly Rows Listed = new("Devices.list_devices", DeviceRow.ReadListed, CandidateRowsWithoutLatest);

    private static readonly Rows WithLatest = new("Devices.list_devices_with_latest", DeviceRow.Read, CandidateRows);

    private const string Marker = "/* and conditions */";

    public async Task<DeviceView?> FindAsync(DeviceKey device, CancellationToken cancellation)
    {
        var found = await views.QueryAsync(new SqlQuery("Devices.find_device", device.Project, device.Serial), DeviceRow.Read, cancellation);
        return found.Count == 0 ? null : found[0];
    }

    public Task<IReadOnlyList<DeviceView>> ListAsync(
        string project, DeviceQuery query, string afterSerial, int limit, CancellationToken cancellation) =>
        ListAsync(project, query, afterSerial, limit, Listed, cancellation);

    public Task<IReadOnlyList<DeviceView>> ListWithLatestAsync(
        string project, DeviceQuery query, string afterSerial, int limit, CancellationToken cancellation) =>
        ListAsync(project, query, afterSerial, limit, WithLatest, cancellation);

    private async Task<IReadOnlyList<DeviceView>> ListAsync(
        string project, DeviceQuery query, string afterSerial, int limit, Rows wanted, CancellationToken cancellation)
    {
        var (statement, isExact) = Compose(new SqlQuery(wanted.Statement, project, afterSerial, limit), query);
        if (isExact)
        {
            return await views.QueryAsync(statement, wanted.Read, cancellation);
        }

        var found = new List<DeviceView>();
        await foreach (var device in MatchingAsync(project, query, afterSerial, wanted, cancellation))
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
        MatchingAsync(project, query, "", withLatest ? WithLatest : Listed, cancellation);

    public async Task<IReadOnlyList<string>> VersionsAsync(string project, string softwareType, CancellationToken cancellation) =>
        await views.QueryAsync(new SqlQuery("Devices.list_versions", project, softwareType), row => row.GetString(0), cancellation);

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
        await foreach (var _ in MatchingAsync(project, query, "", Listed, cancellation))
        {
            count++;
        }

        return count;
    }

    /// <summary>Asks each candidate while it is read, so that only those that match stay in memory, with no more of them than is wanted.</summary>
    private async IAsyncEnumerable<DeviceView> MatchingAsync(
        string project, DeviceQuery query, string afterSerial, Rows wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = query.ReadsLatest ? WithLatest : wanted;
        var after = afterSerial;
        while (true)
        {
            var (statement, _) = Compose(new SqlQuery(rows.Statement, project, after, rows.Limit), query);
            var candidates = await views.QueryAsync(statement, row => Ask(query, wanted, rows.Read(row)), cancellation);
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

    private static (string Serial, DeviceView? Match) Ask(DeviceQuery query, Rows wanted, DeviceView device) =>
        (device.Serial, !query.Matches(device) ? null : wanted == WithLatest ? device : device with { Latest = [] });

    private (SqlQuery Statement, bool IsExact) Compose(SqlQuery query, DeviceQuery asked)
    {
        var values = new List<object>(query.Values);
        var sql = new DeviceFilterSql(asked.NowMs, values).Compile(asked.Filter);
        var conditions = sql.Condition is null ? "" : $"and {sql.Condition}";
        var text = SqlText.Of(views.Dialect, query.Statement).Replace(Marker, conditions, StringComparison.Ordinal);
        return (new SqlQuery(query.Statement, [.. values]) { Text = text }, sql.IsExact);
    }

    /// <summary>A statement, how its rows are read, and how many at a time.</summary>
    private sealed record Rows(string Statement, Func<DbDataReader, DeviceView> Read, int Limit);
}

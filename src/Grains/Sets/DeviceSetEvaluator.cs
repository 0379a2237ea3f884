using System.Runtime.CompilerServices;
using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Sets;

/// <summary>
/// Brings the members of a set into line with its filter, over all devices. The scan is without a lock, and finds the devices that seem to
/// be on the wrong side; those are asked again under the lock. Whatever changes in between is the projections' to write.
/// </summary>
internal sealed class DeviceSetEvaluator(IDeviceSetStore store, IDeviceDirectory directory, IMetricCatalogStore metrics, FilterWindows windows, TimeProvider time)
{
    /// <summary>Members that are read at a time.</summary>
    private const int MemberRows = 4_096;

    /// <summary>Devices that are asked in one transaction: some milliseconds in which no projection of the project commits.</summary>
    private const int RevisedAtOnce = 512;

    /// <returns>False when the definitions are no longer of this revision; the set is to be evaluated anew.</returns>
    public async Task<bool> EvaluateAsync(string project, long revision, int setId, DeviceFilter filter, CancellationToken cancellation)
    {
        var query = await QueryOfAsync(project, filter, cancellation);
        var suspects = new List<long>();
        await foreach (var device in SuspectsAsync(project, setId, query, cancellation))
        {
            suspects.Add(device);
            if (suspects.Count == RevisedAtOnce)
            {
                if (!await ReviseAsync())
                {
                    return false;
                }

                suspects.Clear();
            }
        }

        return suspects.Count == 0 || await ReviseAsync();

        Task<bool> ReviseAsync() => store.ReviseAsync(
            project, revision, setId, [.. suspects], query.Matches, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
    }

    private async Task<DeviceQuery> QueryOfAsync(string project, DeviceFilter filter, CancellationToken cancellation)
    {
        var query = DeviceQuery.Any with { Filter = filter, NowMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
        var keys = filter.MetricKeys.ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            return query;
        }

        var named = query with { Metrics = MetricInfo.Find(MetricInfo.Of(await metrics.LoadMetricsAsync(project, cancellation)), keys) };
        return await windows.ResolveAsync(project, named, cancellation);
    }

    /// <summary>Devices that match and are no members, and members that do not match. Both come by serial, so that two pages are all there is in memory.</summary>
    private async IAsyncEnumerable<long> SuspectsAsync(
        string project, int setId, DeviceQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var members = MembersAsync(project, setId, cancellation).GetAsyncEnumerator(cancellation);
        var hasMember = await members.MoveNextAsync();
        await foreach (var device in directory.MatchesAsync(project, query, withLatest: false, cancellation))
        {
            while (hasMember && string.CompareOrdinal(members.Current.Serial, device.Serial) < 0)
            {
                yield return members.Current.DeviceId;
                hasMember = await members.MoveNextAsync();
            }

            if (hasMember && members.Current.DeviceId == device.DeviceId)
            {
                hasMember = await members.MoveNextAsync();
            }
            else
            {
                yield return device.DeviceId;
            }
        }

        while (hasMember)
        {
            yield return members.Current.DeviceId;
            hasMember = await members.MoveNextAsync();
        }
    }

    private async IAsyncEnumerable<DeviceSetMember> MembersAsync(
        string project, int setId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = "";
        while (true)
        {
            var page = await store.MembersAsync(project, setId, after, MemberRows, cancellation);
            foreach (var member in page)
            {
                yield return member;
            }

            if (page.Count < MemberRows)
            {
                yield break;
            }

            after = page[^1].Serial;
        }
    }
}

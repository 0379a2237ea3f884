using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Issues;

namespace Fleet.Gateway.Issues;

/// <summary>What issues are, from the grain that decides it: a change is seen at once.</summary>
internal sealed class IssueBooks(IGrainFactory grains)
{
    public IIssuesGrain Of(string project) => grains.GetGrain<IIssuesGrain>(GrainKeys.Issues(project));

    /// <summary>The issues that are shown in the place of others.</summary>
    /// <returns>By issue; those that are none are left out.</returns>
    public async Task<IReadOnlyDictionary<long, long>> ShownAsync(string project, IEnumerable<long> issues)
    {
        var shown = new Dictionary<long, long>();
        foreach (var ids in issues.Where(id => id > 0).Distinct().Chunk(IIssuesGrain.MaxArrivals))
        {
            foreach (var record in await Of(project).Describe(ids))
            {
                shown.Add(record.Id, record.Shown);
            }
        }

        return shown;
    }

    /// <summary>Issues by id; those that are none are left out.</summary>
    public async Task<IReadOnlyDictionary<long, IssueRecord>> DescribeAsync(string project, IEnumerable<long> issues)
    {
        var found = new Dictionary<long, IssueRecord>();
        foreach (var ids in issues.Distinct().Chunk(IIssuesGrain.MaxArrivals))
        {
            foreach (var record in await Of(project).Describe(ids))
            {
                found[record.Id] = record;
            }
        }

        return found;
    }

    /// <summary>An issue and all that are merged into it.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<IReadOnlyList<long>> FamilyAsync(string project, long issue) => (await GetAsync(project, issue)).Family;

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<IssueRecord> GetAsync(string project, long issue) =>
        await Of(project).Describe([issue]) is [var record] ? record : throw Missing(project, issue);

    public static Grpc.Core.RpcException Missing(string project, long issue) => ApiErrors.NotFound($"project '{project}' has no issue {issue}");
}

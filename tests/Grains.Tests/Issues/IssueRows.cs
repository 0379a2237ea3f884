using Fleet.Grains.Issues;

namespace Fleet.Grains.Tests.Issues;

/// <summary>A read model of issues: outlives the silo, as a table does, and reads again only what it was told has changed.</summary>
internal sealed class IssueRows : IIssueMarks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, string> _rows = [];
    private HashSet<long> _marked = [];

    public bool IsAway { get; set; }

    public Task RaiseAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation)
    {
        Assert.Distinct(issues);
        lock (_lock)
        {
            if (IsAway)
            {
                throw new StoreUnavailableException("the read models are away");
            }

            _marked.UnionWith(issues);
        }

        return Task.CompletedTask;
    }

    /// <returns>The rows, by id.</returns>
    public async Task<IEnumerable<string>> MergeAsync(IIssuesGrain grain)
    {
        HashSet<long> marked;
        lock (_lock)
        {
            (marked, _marked) = (_marked, []);
        }

        foreach (var ids in marked.Chunk(IIssuesGrain.MaxArrivals))
        {
            foreach (var record in await grain.Describe(ids))
            {
                _rows[record.Id] = TextOf(record);
            }
        }

        return _rows.OrderBy(r => r.Key).Select(r => r.Value);
    }

    public static string TextOf(IssueRecord record) => $"{record with { Family = [] }} {string.Join(',', record.Family)}";
}

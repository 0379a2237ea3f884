namespace Fleet.Domain.Traces.Issues;

/// <summary>
/// A book and what was decided on it and is not durable yet. Each decision is applied at once, so that the next one sees it: of five hundred traces of a round the first
/// opens an issue and the others find it. Who cannot make all of it durable throws the book away.
/// </summary>
public sealed class IssueDraft(IssueBook book)
{
    private readonly List<(IssueBatch Batch, IReadOnlySet<long> Touched)> _batches = [];
    private readonly SortedSet<long> _changed = [];

    /// <summary>With all that was added.</summary>
    public IssueBook Book => book;

    /// <summary>What was added, in order, and the issues that each changed.</summary>
    public IReadOnlyList<(IssueBatch Batch, IReadOnlySet<long> Touched)> Batches => _batches;

    /// <summary>All issues that are not as they were, those that stand for them now, and those that another stands for now.</summary>
    public IReadOnlyCollection<long> Changed => [.. _changed.Concat(_changed.Select(id => book.ShownOf(book.Find(id)!).Id)).Distinct().Order()];

    /// <summary>Whether the book is no longer as it was, even if what was added could not be applied to the end.</summary>
    public bool IsChanged { get; private set; }

    public void Add(IssueBatch batch)
    {
        IsChanged = true;
        var touched = IssueTouch.Of(book, batch);
        book.Apply(batch);
        _batches.Add((batch, touched));
        _changed.UnionWith(touched);
        foreach (var e in batch.Events.Where(e => e is IssueMerged or IssueUnmerged))
        {
            // Another stands for them now.
            _changed.UnionWith(book.FamilyOf(e.Issue).Select(i => i.Id));
        }
    }

    /// <summary>Places traces, one after the other.</summary>
    /// <returns>Of each where it belongs once all of them are placed.</returns>
    public IReadOnlyList<TracePlacement> Place(IReadOnlyList<TraceArrival> arrivals, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        var placements = new TracePlacement[arrivals.Count];
        for (var i = 0; i < arrivals.Count; i++)
        {
            (var batch, placements[i]) = TraceArrivalRules.Decide(book, arrivals[i], nowMs);
            if (batch is not null)
            {
                Add(batch);
            }
        }

        // A later one may have merged what an earlier one led to.
        return [.. placements.Select(p => p.Issue == 0 ? p : p with { Shown = book.ShownOf(book.Find(p.Issue)!).Id })];
    }
}

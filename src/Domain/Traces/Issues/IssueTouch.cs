namespace Fleet.Domain.Traces.Issues;

/// <summary>Which issues a batch changes: in whose history it belongs, and whose rows in lists are not as they were.</summary>
public static class IssueTouch
{
    /// <param name="before">The book before the batch is applied.</param>
    /// <param name="batch">What is about to happen.</param>
    /// <returns>Those that are changed themselves, and those that another was merged into or taken out of.</returns>
    public static IReadOnlySet<long> Of(IssueBook before, IssueBatch batch)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(batch);
        var touched = new SortedSet<long>();
        foreach (var e in batch.Events)
        {
            touched.Add(e.Issue);
            if (e is IssueMerged merged)
            {
                touched.Add(merged.Into);
            }
            else if (e is IssueUnmerged && before.Find(e.Issue)?.MergedInto is { } into)
            {
                touched.Add(into);
            }
        }

        return touched;
    }
}

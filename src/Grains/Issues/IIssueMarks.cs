namespace Fleet.Grains.Issues;

/// <summary>Read models that show issues: each is told which of them are not as they were.</summary>
public interface IIssueMarks
{
    /// <summary>Marks issues as changed: their rows are to be made again from <see cref="IIssuesGrain.Describe"/> and what is counted. May be told twice of the same.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="issues">Those that changed, and those that stand for them; each once.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task RaiseAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation);
}

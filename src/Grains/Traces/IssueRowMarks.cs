using Fleet.Grains.Issues;

namespace Fleet.Grains.Traces;

/// <summary>Rows of issues follow what people and traces do to the issues.</summary>
/// <param name="store">Has the marks.</param>
/// <param name="grains">Make the rows.</param>
public sealed class IssueRowMarks(IIssueCountStore store, IGrainFactory grains) : IIssueMarks
{
    public async Task RaiseAsync(string project, IReadOnlyCollection<long> issues, CancellationToken cancellation)
    {
        await store.TouchAsync(project, issues, cancellation);
        grains.GetGrain<IIssueRowsGrain>(GrainKeys.IssueRows(project)).Wake().Ignore();
    }
}

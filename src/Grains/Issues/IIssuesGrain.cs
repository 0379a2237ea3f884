using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Issues;

/// <summary>
/// All issues of one project. Key: <c>issues/{project}</c>. What a call did is durable when it returns. All throw <see cref="StoreUnavailableException"/> when nobody
/// knows whether something was written: reading tells, and <see cref="Place"/> can be repeated. Commands throw <see cref="KeyNotFoundException"/> for an issue or
/// comment that is not there, <see cref="ArgumentException"/> for what is no valid value (the text begins with its name), and <see cref="InvalidOperationException"/>
/// for what the issue's state does not allow. What is so already changes nothing.
/// </summary>
[Alias("fleet.IIssuesGrain")]
public interface IIssuesGrain : IGrainWithStringKey
{
    /// <summary>Traces of one call of <see cref="Place"/>.</summary>
    const int MaxArrivals = 500;

    /// <summary>Finds the issues of traces, one after the other, and opens, extends, merges and reopens issues as they ask for. The same traces again change nothing.</summary>
    /// <param name="arrivals">At most <see cref="MaxArrivals"/>, each with a signature at least.</param>
    /// <returns>One for each, in order.</returns>
    [Alias("Place")]
    Task<IReadOnlyList<TracePlacement>> Place(IReadOnlyList<TraceArrival> arrivals);

    /// <param name="id">Which.</param>
    /// <param name="version">That it is mended in; null for the greatest that is known.</param>
    /// <param name="by">Who says so.</param>
    [Alias("Resolve")]
    Task<IssueRecord> Resolve(long id, string? version, string by);

    [Alias("Reopen")]
    Task<IssueRecord> Reopen(long id, string by);

    [Alias("Mute")]
    Task<IssueRecord> Mute(long id, string by);

    /// <summary>One that is not muted stays as it is.</summary>
    [Alias("Unmute")]
    Task<IssueRecord> Unmute(long id, string by);

    /// <param name="id">Which.</param>
    /// <param name="assignee">Who is to care for it; empty for nobody.</param>
    /// <param name="by">Who says so.</param>
    [Alias("Assign")]
    Task<IssueRecord> Assign(long id, string assignee, string by);

    /// <summary>Writes a comment. One whose outcome is not known may be there: it is not written again by itself.</summary>
    [Alias("Comment")]
    Task<IssueNote> Comment(long id, string text, string by);

    [Alias("DeleteComment")]
    Task<IssueRecord> DeleteComment(long id, long comment, string by);

    /// <summary>Lets <paramref name="into"/> stand for an issue.</summary>
    /// <returns>The issue that was merged.</returns>
    [Alias("Merge")]
    Task<IssueRecord> Merge(long id, long into, string by);

    /// <summary>Lets an issue stand for itself again, as it was and as its own traces made it since. After an automatic merge the two are kept apart from now on.</summary>
    [Alias("Unmerge")]
    Task<IssueRecord> Unmerge(long id, string by);

    /// <param name="id">Which.</param>
    /// <param name="url">Of its ticket in a tracker; empty for none.</param>
    /// <param name="by">Who says so.</param>
    [Alias("Link")]
    Task<IssueRecord> Link(long id, string url, string by);

    /// <returns>Null when there is none of this id.</returns>
    [Alias("Get")]
    Task<IssueDetail?> Get(long id);

    /// <summary>What rows of lists are made of.</summary>
    /// <param name="ids">At most <see cref="MaxArrivals"/>.</param>
    /// <returns>Those that are there, in the order asked for.</returns>
    [Alias("Describe")]
    Task<IReadOnlyList<IssueRecord>> Describe(IReadOnlyList<long> ids);

    /// <summary>Tells the read models of what they may not have been told, since a process died or their store was away.</summary>
    [Alias("Wake")]
    Task Wake();
}

using Fleet.Domain.Traces.Grouping;

namespace Fleet.Domain.Traces.Issues;

/// <summary>
/// What happened to an issue of a project. Never edited after release: a new version of an event is a new type. Encoded by <see cref="IssueBatchCodec"/>, which
/// knows each type's number. A trace that changes nothing makes none: a storm of the same crash writes nothing here.
/// </summary>
/// <param name="Issue">Which.</param>
public abstract record IssueEvent(long Issue);

/// <summary>A trace came that no signature led anywhere.</summary>
public sealed record IssueOpened(long Issue, Signature Signature, bool IsPlaceholder, string SoftwareType, string Class, string Title, string Version) : IssueEvent(Issue);

/// <summary>Another signature leads to the issue from now on: a trace of it has both.</summary>
public sealed record SignatureAdded(long Issue, Signature Signature) : IssueEvent(Issue);

/// <summary>A trace came of a version that is greater than those of all before.</summary>
public sealed record VersionReached(long Issue, string Version) : IssueEvent(Issue);

/// <summary>It was resolved, and came back in a later version.</summary>
public sealed record IssueRegressed(long Issue, string Version) : IssueEvent(Issue);

/// <summary>Somebody says it is mended.</summary>
/// <param name="Version">In which version.</param>
/// <param name="Baseline">The greatest version known then.</param>
public sealed record IssueResolved(long Issue, string Version, string Baseline) : IssueEvent(Issue);

/// <summary>A trace came that can be called by a function where the issue was called by a place in a module.</summary>
public sealed record IssueNamed(long Issue, string Title) : IssueEvent(Issue);

public sealed record IssueMuted(long Issue) : IssueEvent(Issue);

/// <summary>Somebody opened it again, or ended its being muted.</summary>
public sealed record IssueReopened(long Issue) : IssueEvent(Issue);

/// <summary>Another issue stands for it from now on.</summary>
/// <param name="Into">Which.</param>
/// <param name="IsAutomatic">Whether a trace had signatures of both; else somebody said so.</param>
public sealed record IssueMerged(long Issue, long Into, bool IsAutomatic) : IssueEvent(Issue);

/// <summary>It stands for itself again. After an automatic merge the two are kept apart from now on.</summary>
public sealed record IssueUnmerged(long Issue) : IssueEvent(Issue);

/// <summary>Somebody is to care for it; empty for nobody.</summary>
public sealed record IssueAssigned(long Issue, string Assignee) : IssueEvent(Issue);

public sealed record IssueCommented(long Issue, long Comment, string Text) : IssueEvent(Issue);

public sealed record CommentDeleted(long Issue, long Comment) : IssueEvent(Issue);

/// <summary>It has a ticket in a tracker; empty for none any more.</summary>
public sealed record TicketLinked(long Issue, string Url) : IssueEvent(Issue);

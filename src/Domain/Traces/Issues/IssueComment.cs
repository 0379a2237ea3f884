namespace Fleet.Domain.Traces.Issues;

/// <summary>What somebody wrote about an issue.</summary>
/// <param name="Id">1, 2, 3 ... of the issue.</param>
/// <param name="By">Who.</param>
/// <param name="AtMs">Milliseconds since 1970 UTC.</param>
/// <param name="Text">In lines.</param>
public sealed record IssueComment(long Id, string By, long AtMs, string Text);

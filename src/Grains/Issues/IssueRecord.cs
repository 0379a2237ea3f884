using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Issues;

/// <summary>An issue as it stands; see <see cref="Issue"/>.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.IssueRecord")]
public sealed record IssueRecord
{
    [Id(0)]
    public required long Id { get; init; }

    [Id(1)]
    public required string SoftwareType { get; init; }

    [Id(2)]
    public required string Class { get; init; }

    [Id(3)]
    public required string Title { get; init; }

    [Id(4)]
    public required bool IsPlaceholder { get; init; }

    /// <summary>Milliseconds since 1970 UTC, server time.</summary>
    [Id(5)]
    public required long OpenedAtMs { get; init; }

    /// <summary>An <see cref="IssueState"/>.</summary>
    [Id(6)]
    public required int State { get; init; }

    [Id(7)]
    public required string ResolvedIn { get; init; }

    [Id(8)]
    public required string Baseline { get; init; }

    /// <summary>The greatest version that any trace of its own was of.</summary>
    [Id(9)]
    public required string NewestVersion { get; init; }

    /// <summary>The issue that it was merged into; null when it stands for itself.</summary>
    [Id(10)]
    public long? MergedInto { get; init; }

    [Id(11)]
    public bool IsMergedAutomatically { get; init; }

    /// <summary>The issue that stands for it in the end: itself, unless it is merged.</summary>
    [Id(12)]
    public required long Shown { get; init; }

    /// <summary>Itself first, then all issues that are merged into it, directly or not: those whose traces it is shown with.</summary>
    [Id(13)]
    public required IReadOnlyList<long> Family { get; init; }

    [Id(14)]
    public required int Regressions { get; init; }

    [Id(15)]
    public required string Assignee { get; init; }

    /// <summary>URL of its ticket in a tracker; empty without.</summary>
    [Id(16)]
    public required string Ticket { get; init; }

    /// <summary>How many comments it has.</summary>
    [Id(17)]
    public required int Comments { get; init; }

    public static IssueRecord Of(IssueBook book, Issue issue)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(issue);
        return new IssueRecord
        {
            Id = issue.Id,
            SoftwareType = issue.SoftwareType,
            Class = issue.Class,
            Title = issue.Title,
            IsPlaceholder = issue.IsPlaceholder,
            OpenedAtMs = issue.OpenedAtMs,
            State = (int)issue.State,
            ResolvedIn = issue.ResolvedIn,
            Baseline = issue.Baseline,
            NewestVersion = issue.NewestVersion,
            MergedInto = issue.MergedInto,
            IsMergedAutomatically = issue.IsMergedAutomatically,
            Shown = book.ShownOf(issue).Id,
            Family = [.. book.FamilyOf(issue.Id).Select(i => i.Id)],
            Regressions = issue.Regressions,
            Assignee = issue.Assignee,
            Ticket = issue.Ticket,
            Comments = issue.Comments.Count,
        };
    }
}

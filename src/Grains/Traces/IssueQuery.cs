using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Traces;

/// <summary>Which issues are wanted. Empty texts take all.</summary>
public sealed record IssueQuery
{
    public required string Project { get; init; }

    /// <summary>At least one, each once.</summary>
    public required IReadOnlyList<IssueState> States { get; init; }

    public IssueSort Sort { get; init; }

    public string Class { get; init; } = "";

    public string SoftwareType { get; init; } = "";

    /// <summary>Those that a trace of this version has.</summary>
    public string SoftwareVersion { get; init; } = "";

    /// <summary>Part of the title; capital and small ASCII letters are the same.</summary>
    public string Text { get; init; } = "";

    /// <summary>Null takes all; empty those that nobody cares for.</summary>
    public string? Assignee { get; init; }

    /// <summary>Those that were first seen at this time or later, milliseconds since 1970 UTC.</summary>
    public long FirstFromMs { get; init; }

    public long FirstToMs { get; init; } = long.MaxValue;

    /// <summary>Those that were last seen at this time or later.</summary>
    public long LastFromMs { get; init; }

    public long LastToMs { get; init; } = long.MaxValue;

    /// <summary>What the last of the page before is sorted by, and its id: only those behind it.</summary>
    public (long Value, long Issue)? After { get; init; }

    public required int Limit { get; init; }

    /// <summary>What a row is sorted by.</summary>
    public static long ValueOf(IssueRow row, IssueSort sort)
    {
        ArgumentNullException.ThrowIfNull(row);
        return sort switch
        {
            IssueSort.Traces => row.Traces,
            IssueSort.Devices => row.Devices,
            _ => row.LastAtMs,
        };
    }
}

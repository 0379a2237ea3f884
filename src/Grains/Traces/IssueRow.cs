using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Traces;

/// <summary>An issue as lists show it. Only those have one that stand for themselves: what is merged into another counts there.</summary>
public sealed record IssueRow
{
    public required string Project { get; init; }

    public required long Issue { get; init; }

    public required IssueState State { get; init; }

    /// <summary>Crash class.</summary>
    public required string Class { get; init; }

    public required string SoftwareType { get; init; }

    public required string Title { get; init; }

    public bool IsPlaceholder { get; init; }

    public string Assignee { get; init; } = "";

    public string Ticket { get; init; } = "";

    public string ResolvedIn { get; init; } = "";

    public string NewestVersion { get; init; } = "";

    public int Regressions { get; init; }

    /// <summary>Milliseconds since 1970 UTC, server time.</summary>
    public required long OpenedAtMs { get; init; }

    /// <summary>When the first of its traces was captured, milliseconds since 1970 UTC; when it was opened, while it has none.</summary>
    public required long FirstAtMs { get; init; }

    public required long LastAtMs { get; init; }

    public required long Traces { get; init; }

    /// <summary>Different ones.</summary>
    public required long Devices { get; init; }
}

using Fleet.Api.V1;
using Fleet.Domain.Traces.Issues;
using Fleet.Domain.Traces.Lift;
using Fleet.Gateway.Api;
using Fleet.Grains.Issues;
using Fleet.Grains.Traces;
using Issue = Fleet.Api.V1.Issue;
using IssueComment = Fleet.Api.V1.IssueComment;
using IssueState = Fleet.Api.V1.IssueState;

namespace Fleet.Gateway.Issues;

/// <summary>Issues as the contract has them.</summary>
internal static class IssueMessages
{
    private const double PerThousand = 1_000;

    public static Fleet.Domain.Traces.Issues.IssueState? StateOf(IssueState state) => state switch
    {
        IssueState.Open => Fleet.Domain.Traces.Issues.IssueState.Open,
        IssueState.Resolved => Fleet.Domain.Traces.Issues.IssueState.Resolved,
        IssueState.Muted => Fleet.Domain.Traces.Issues.IssueState.Muted,
        _ => null,
    };

    /// <summary>An issue as it stands, without what is counted.</summary>
    public static Issue Of(IssueRecord record) => new()
    {
        Id = record.Id,
        Title = record.Title,
        Class = record.Class,
        SoftwareType = record.SoftwareType,
        State = (IssueState)record.State,
        ResolvedIn = record.ResolvedIn,
        Baseline = record.Baseline,
        NewestVersion = record.NewestVersion,
        Assignee = record.Assignee,
        Ticket = record.Ticket,
        IsPlaceholder = record.IsPlaceholder,
        Regressions = record.Regressions,
        MergedInto = record.MergedInto ?? 0,
        OpenTime = TimeRange.Stamp(record.OpenedAtMs),
    };

    /// <summary>An issue as it stands, with what a list counts of it.</summary>
    public static Issue Of(IssueRecord record, IssueRow row)
    {
        var issue = Of(record);
        if (row.Traces > 0)
        {
            issue.FirstTime = TimeRange.Stamp(row.FirstAtMs);
            issue.LastTime = TimeRange.Stamp(row.LastAtMs);
        }

        issue.Traces = row.Traces;
        issue.Devices = row.Devices;
        return issue;
    }

    /// <summary>An issue as it stands, with what is counted of it and of all that are merged into it.</summary>
    public static Issue Of(IssueRecord record, IssueCounts counts)
    {
        var issue = Of(record);
        if (counts.Traces > 0)
        {
            issue.FirstTime = TimeRange.Stamp(counts.FirstAtMs);
            issue.LastTime = TimeRange.Stamp(counts.LastAtMs);
        }

        issue.Traces = counts.Traces;
        issue.Devices = counts.Devices.Count;
        return issue;
    }

    public static IssueComment Of(IssueNote note) => new() { Id = note.Id, Author = note.By, Time = TimeRange.Stamp(note.AtMs), Text = note.Text };

    public static IssueVersion Of(IssueVersionRow row)
    {
        var version = new IssueVersion
        {
            SoftwareType = row.SoftwareType,
            SoftwareVersion = row.SoftwareVersion,
            Traces = row.Traces,
            Devices = row.Devices,
            Running = row.Running,
            FirstTime = TimeRange.Stamp(row.FirstAtMs),
            LastTime = TimeRange.Stamp(row.LastAtMs),
        };
        if (row.Running > 0)
        {
            version.PerThousand = PerThousand * row.Devices / row.Running;
        }

        return version;
    }

    public static IssueLift Of(AttributeLift lift) => new()
    {
        Attribute = lift.Count.Attribute,
        Value = lift.Count.Value,
        Devices = lift.Count.Devices,
        Affected = lift.Count.Affected,
        Lift = lift.Lift,
        FalseDiscoveryRate = lift.Adjusted,
    };
}

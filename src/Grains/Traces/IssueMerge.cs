using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Issues;

namespace Fleet.Grains.Traces;

/// <summary>From what all shards count for an issue and those merged into it to its row. Pure: devices are united, not added.</summary>
internal static class IssueMerge
{
    public static (IssueRow Row, IReadOnlyList<IssueVersionRow> Versions) Of(string project, IssueRecord issue, IReadOnlyList<IssuePartial> partials)
    {
        var all = new IssueCounts();
        var versions = new Dictionary<(string Type, string Version), IssueCounts>();
        foreach (var partial in partials)
        {
            all.Merge(partial.Counts);
            var key = (partial.SoftwareType, partial.SoftwareVersion);
            if (!versions.TryGetValue(key, out var counts))
            {
                versions.Add(key, counts = new IssueCounts());
            }

            counts.Merge(partial.Counts);
        }

        var row = new IssueRow
        {
            Project = project,
            Issue = issue.Id,
            State = (IssueState)issue.State,
            Class = issue.Class,
            SoftwareType = issue.SoftwareType,
            Title = issue.Title,
            IsPlaceholder = issue.IsPlaceholder,
            Assignee = issue.Assignee,
            Ticket = issue.Ticket,
            ResolvedIn = issue.ResolvedIn,
            NewestVersion = issue.NewestVersion,
            Regressions = issue.Regressions,
            OpenedAtMs = issue.OpenedAtMs,
            FirstAtMs = all.IsEmpty ? issue.OpenedAtMs : all.FirstAtMs,
            LastAtMs = all.IsEmpty ? issue.OpenedAtMs : all.LastAtMs,
            Traces = all.Traces,
            Devices = all.Devices.Count,
        };
        return (row, [.. versions.Select(v => new IssueVersionRow(v.Key.Type, v.Key.Version, v.Value.FirstAtMs, v.Value.LastAtMs, v.Value.Traces, v.Value.Devices.Count))]);
    }
}

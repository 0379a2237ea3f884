using Fleet.Api.V1;
using Fleet.Gateway.Web.Charts;

namespace Fleet.Gateway.Web.Issues;

/// <summary>An issue of a list, with its traces by day.</summary>
public sealed record IssueView(Issue Issue, DayBars Days)
{
    public static string StateOf(Issue issue)
    {
        ArgumentNullException.ThrowIfNull(issue);
        return issue.MergedInto > 0 ? $"merged into {issue.MergedInto}"
            : issue.State == IssueState.Resolved ? $"resolved in {issue.ResolvedIn}"
            : issue.State == IssueState.Open && issue.Regressions > 0 ? "came back"
            : issue.State.ToString().ToLowerInvariant();
    }

    public static string BadgeOf(Issue issue)
    {
        ArgumentNullException.ThrowIfNull(issue);
        return issue.State == IssueState.Resolved ? "good" : issue.State == IssueState.Open && issue.Regressions > 0 ? "warn" : "";
    }
}

using System.Globalization;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Issues;

/// <summary>Issues as rows, and one in words.</summary>
internal static class IssueText
{
    public static string StateOf(Issue issue) =>
        issue.MergedInto > 0 ? $"merged into {issue.MergedInto}"
        : issue.State == IssueState.Resolved ? $"resolved in {issue.ResolvedIn}"
        : issue.State == IssueState.Open && issue.Regressions > 0 ? "open (came back)"
        : issue.State.ToString().ToLowerInvariant();

    public static Table TableOf(IEnumerable<Issue> issues, DateTimeOffset now)
    {
        var table = new Table(">ISSUE", "STATE", ">DEVICES", ">TRACES", "LAST", "CLASS", "SOFTWARE", "TITLE");
        foreach (var issue in issues)
        {
            table.Add(
                NumberText.Of(issue.Id),
                StateOf(issue),
                NumberText.Of(issue.Devices),
                NumberText.Of(issue.Traces),
                issue.LastTime is null ? "" : HumanTime.Ago(issue.LastTime, now),
                issue.Class,
                $"{issue.SoftwareType} {issue.NewestVersion}".Trim(),
                issue.Title);
        }

        return table;
    }

    /// <summary>A line each.</summary>
    public static IEnumerable<string> Head(Issue issue)
    {
        yield return Field("Issue", $"{issue.Id}: {issue.Title}");
        yield return Field("Failure", $"{issue.Class} in {issue.SoftwareType}, last in {issue.NewestVersion}{(issue.IsPlaceholder ? "; its traces have only a place in a system library in common" : "")}");
        yield return Field("State", $"{StateOf(issue)}{(issue.Regressions > 0 ? $", came back {issue.Regressions} times" : "")}{(issue.Assignee.Length > 0 ? $", assigned to {issue.Assignee}" : "")}");
        yield return Field("Seen", $"{NumberText.Of(issue.Traces, "trace")} on {NumberText.Of(issue.Devices, "device")}, {HumanTime.Minute(issue.FirstTime)} to {HumanTime.Minute(issue.LastTime)} UTC");
        if (issue.Ticket.Length > 0)
        {
            yield return Field("Ticket", issue.Ticket);
        }
    }

    public static Table Versions(IssueStatistics statistics)
    {
        var table = new Table("VERSION", ">TRACES", ">DEVICES", ">RUNNING", ">PER 1,000", "LAST (UTC)");
        foreach (var version in statistics.Versions)
        {
            table.Add(
                $"{version.SoftwareType} {version.SoftwareVersion}",
                NumberText.Of(version.Traces),
                NumberText.Of(version.Devices),
                NumberText.Of(version.Running),
                version.HasPerThousand ? version.PerThousand.ToString("0.0", CultureInfo.InvariantCulture) : "",
                HumanTime.Minute(version.LastTime));
        }

        return table;
    }

    public static Table Lifts(IssueStatistics statistics)
    {
        var table = new Table("STANDS OUT", "VALUE", ">AFFECTED", ">OF ALL", ">TIMES AS FREQUENT");
        foreach (var lift in statistics.Lifts)
        {
            table.Add(
                lift.Attribute,
                lift.Value,
                $"{lift.Affected} of {statistics.Affected}",
                $"{lift.Devices} of {statistics.Population}",
                lift.Lift.ToString("0.0", CultureInfo.InvariantCulture));
        }

        return table;
    }

    public static Table Days(IssueStatistics statistics)
    {
        var table = new Table("DAY (UTC)", ">TRACES");
        foreach (var day in statistics.Days)
        {
            table.Add($"{day.Day.ToDateTimeOffset():yyyy-MM-dd}", NumberText.Of(day.Traces));
        }

        return table;
    }

    public static string Field(string name, string text) => $"{name,-8} {Table.Printable(text)}";
}

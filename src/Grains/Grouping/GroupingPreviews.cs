using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Issues;
using Fleet.Grains.Traces;

namespace Fleet.Grains.Grouping;

/// <summary>What other rules would change, tried on the newest traces of the issues that were seen last. Nothing is changed.</summary>
public sealed class GroupingPreviews(IIssueRows issues, IssueStacks stacks, ProjectGroupings groupings)
{
    /// <summary>Issues that are tried.</summary>
    private const int Issues = 200;

    /// <summary>Traces of each.</summary>
    private const int TracesOfIssue = 5;

    /// <exception cref="ArgumentException">The text is none; the message begins with <c>rules</c> and has line and column.</exception>
    public async Task<RulePreview> TryAsync(string project, string text, CancellationToken cancellation)
    {
        var rules = Parse(text);
        var query = new IssueQuery { Project = project, States = [IssueState.Open, IssueState.Resolved, IssueState.Muted], Limit = Issues };
        var sample = new List<PreviewTrace>();
        foreach (var row in await issues.ListAsync(query, cancellation))
        {
            var traces = await stacks.NewestAsync(project, row.Issue, TracesOfIssue, cancellation);
            sample.AddRange(traces.Select(t => new PreviewTrace(row.Issue, t.Row.SoftwareType, t.Trace)));
        }

        return RulePreview.Of(sample, (await groupings.OfAsync(project)).Rules, rules);
    }

    internal static GroupingRules Parse(string text)
    {
        try
        {
            return GroupingRules.Parse(text);
        }
        catch (GroupingRulesException e)
        {
            throw new ArgumentException($"rules: {e.Message}", e);
        }
    }
}

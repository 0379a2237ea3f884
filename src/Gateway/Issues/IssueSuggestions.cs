using Fleet.Api.V1;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Gateway.Api;
using Fleet.Gateway.Traces;
using Fleet.Grains.Grouping;
using Fleet.Grains.Issues;
using Fleet.Grains.Traces;

namespace Fleet.Gateway.Issues;

/// <summary>What issues have in common and how one falls apart, and what other rules would change: suggestions, nothing is changed by them.</summary>
internal sealed class IssueSuggestions(IssueStacks stacks, GroupingPreviews previews, IssueBooks books, IIssueRows rows)
{
    /// <summary>Issues that resemble one: more than a person looks through.</summary>
    private const int MaxSimilar = 20;

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<ListSimilarIssuesResponse> SimilarAsync(string project, long issue, CancellationToken cancellation)
    {
        await books.GetAsync(project, issue);
        var found = await stacks.SimilarAsync(project, issue, MaxSimilar, cancellation);
        var records = await books.DescribeAsync(project, found.Select(f => f.Issue));
        var answer = new ListSimilarIssuesResponse();
        foreach (var similar in found.Where(f => records.ContainsKey(f.Issue)))
        {
            var record = records[similar.Issue];
            answer.Issues.Add(new SimilarIssue
            {
                Issue = IssueMessages.Of(record, await rows.CountsAsync(project, record.Family, cancellation)),
                Similarity = similar.Similarity,
                Reason = $"{similar.SharedFrames} frames in common",
            });
        }

        return answer;
    }

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<ListIssuePartsResponse> PartsAsync(string project, long issue, CancellationToken cancellation)
    {
        await books.GetAsync(project, issue);
        var (parts, traces) = await stacks.PartsAsync(project, issue, cancellation);
        return new ListIssuePartsResponse
        {
            Parts =
            {
                parts.Select(p => new IssuePart
                {
                    Signature = p.Signature.ToString(),
                    Stack = string.Join('\n', p.Frames),
                    Traces = p.Traces,
                    Trace = TraceName.Of(p.Exemplar).ToString(),
                }),
            },
            Traces = traces,
        };
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public async Task<PreviewGroupingRulesResponse> PreviewAsync(string project, string text, CancellationToken cancellation)
    {
        var preview = await IssueCommands.Refused(() => previews.TryAsync(project, text, cancellation));
        return new PreviewGroupingRulesResponse
        {
            Traces = preview.Traces,
            Changed = preview.Changed,
            Merges = { preview.Merges.Select(m => new GroupingMerge { Title = m.Title, Issues = { m.Issues }, Traces = m.Traces }) },
            Splits =
            {
                preview.Splits.Select(s => new GroupingSplit { Issue = s.Issue, Parts = { s.Parts.Select(p => new GroupingPart { Title = p.Title, Traces = p.Traces }) } }),
            },
        };
    }
}

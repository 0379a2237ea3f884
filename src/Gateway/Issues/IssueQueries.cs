using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Grains.Devices;
using Fleet.Grains.Traces;
using DeviceSet = Fleet.Domain.Metrics.DeviceSet;

namespace Fleet.Gateway.Issues;

/// <summary>Lists of issues, for the query API and the pages alike.</summary>
internal sealed class IssueQueries(IIssueRows rows, IssueBooks books, DeviceQueries queries, IDeviceDirectory devices)
{
    /// <summary>Issues that are looked at for one page of those with a device that matches a filter: each costs a look at what the shards count of it.</summary>
    private const int MaxLookedAt = 500;

    /// <summary>Read at a time where a filter picks among them.</summary>
    private const int Step = 100;

    /// <summary>Of a text in a question.</summary>
    private const int MaxText = 512;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public async Task<ListIssuesResponse> ListAsync(ListIssuesRequest request, CancellationToken cancellation)
    {
        var size = PageSize.Of(request.PageSize);
        var query = QueryOf(request, size);
        var (found, next) = request.Filter.Length == 0
            ? await ListAsync(query, size, cancellation)
            : await FilteredAsync(query, size, await MatchingAsync(request.Project, request.Filter, cancellation), cancellation);
        var records = await books.DescribeAsync(request.Project, found.Select(r => r.Issue));
        var answer = new ListIssuesResponse { Issues = { found.Where(r => records.ContainsKey(r.Issue)).Select(r => IssueMessages.Of(records[r.Issue], r)) } };
        if (next is { } last)
        {
            answer.NextPageToken = PageToken.Write(IssueQuery.ValueOf(last, query.Sort), last.Issue);
        }

        return answer;
    }

    private async Task<(IReadOnlyList<IssueRow> Found, IssueRow? Next)> ListAsync(IssueQuery query, int size, CancellationToken cancellation)
    {
        var found = await rows.ListAsync(query with { Limit = size + 1 }, cancellation);
        return found.Count > size ? ([.. found.Take(size)], found[size - 1]) : (found, null);
    }

    private async Task<(IReadOnlyList<IssueRow> Found, IssueRow? Next)> FilteredAsync(IssueQuery query, int size, IReadOnlyList<DeviceView> matching, CancellationToken cancellation)
    {
        var found = new List<IssueRow>();
        IssueRow? last = null;
        for (var lookedAt = 0; lookedAt < MaxLookedAt;)
        {
            var page = await rows.ListAsync(query with { After = last is null ? query.After : (IssueQuery.ValueOf(last, query.Sort), last.Issue), Limit = Step }, cancellation);
            var records = await books.DescribeAsync(query.Project, page.Select(r => r.Issue));
            foreach (var row in page)
            {
                last = row;
                lookedAt++;
                if (records.TryGetValue(row.Issue, out var record) && HasOneOf((await rows.CountsAsync(query.Project, record.Family, cancellation)).Devices, matching))
                {
                    found.Add(row);
                    if (found.Count == size)
                    {
                        return (found, last);
                    }
                }
            }

            if (page.Count < Step)
            {
                return (found, null);
            }
        }

        return (found, last);
    }

    private static bool HasOneOf(DeviceSet affected, IReadOnlyList<DeviceView> matching) => matching.Any(d => affected.Contains(d.Shard, (uint)d.Ordinal));

    private async Task<IReadOnlyList<DeviceView>> MatchingAsync(string project, string filter, CancellationToken cancellation)
    {
        var query = await queries.ParseAsync(project, filter, cancellation);
        var found = new List<DeviceView>();
        await foreach (var device in devices.MatchesAsync(project, query, withLatest: false, cancellation))
        {
            found.Add(device);
        }

        return found;
    }

    private static IssueQuery QueryOf(ListIssuesRequest request, int size)
    {
        Check("class", request.Class);
        Check("software_type", request.SoftwareType);
        Check("software_version", request.SoftwareVersion);
        Check("assignee", request.Assignee);
        Check("search", request.Search);
        return new IssueQuery
        {
            Project = request.Project,
            States = request.States.Count == 0
                ? System.Enum.GetValues<Fleet.Domain.Traces.Issues.IssueState>()
                : [.. request.States.Distinct().Select(s => IssueMessages.StateOf(s) ?? throw ApiErrors.Invalid("states", "holds what is no state"))],
            Sort = request.Order switch
            {
                IssueOrder.Unspecified or IssueOrder.LastTime => IssueSort.LastSeen,
                IssueOrder.Traces => IssueSort.Traces,
                IssueOrder.Devices => IssueSort.Devices,
                _ => throw ApiErrors.Invalid("order", "is none"),
            },
            Class = request.Class,
            SoftwareType = request.SoftwareType,
            SoftwareVersion = request.SoftwareVersion,
            Assignee = request.Assignee.Length > 0 ? request.Assignee : null,
            Text = request.Search,
            LastFromMs = request.StartTime is null ? 0 : TimeRange.Milliseconds(request.StartTime, "start_time"),
            After = request.PageToken.Length == 0 ? null : ReadToken(request.PageToken),
            Limit = size,
        };
    }

    private static (long, long) ReadToken(string token)
    {
        var parts = PageToken.ReadNumbers(token, 2);
        return (parts[0], parts[1]);
    }

    private static void Check(string field, string value)
    {
        // PostgreSQL has no text with U+0000.
        if (value.Length > MaxText || value.Any(char.IsControl))
        {
            throw ApiErrors.Invalid(field, $"must be {MaxText} printable characters at most");
        }
    }
}

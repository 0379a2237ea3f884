using Fleet.Api.V1;
using Fleet.Gateway.Issues;
using Fleet.Gateway.Traces;
using Fleet.Gateway.Web.Charts;
using Fleet.Gateway.Web.Session;
using Fleet.Grains.Traces;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Web.Issues;

/// <summary>The list of issues, and an issue.</summary>
internal static class IssuePages
{
    public const string Path = "/issues";
    public const string Resolve = "resolve";
    public const string Reopen = "reopen";
    public const string Mute = "mute";
    public const string Comment = "comment";

    /// <summary>Days of a list's bars.</summary>
    public const int ListDays = 14;

    /// <summary>Days of an issue's bars.</summary>
    private const int PageDays = 90;

    private const int PageSize = 50;
    private const int TraceRows = 20;
    private const string TextField = "text";

    /// <summary>A comment of 16 Ki characters, percent-encoded.</summary>
    private const int MaxFormBytes = 256 * 1024;

    private static readonly Dictionary<string, IssueOrder> Orders = new(StringComparer.Ordinal)
    {
        ["last"] = IssueOrder.LastTime,
        ["devices"] = IssueOrder.Devices,
        ["traces"] = IssueOrder.Traces,
    };

    public static IReadOnlyDictionary<string, IReadOnlyList<IssueState>> States { get; } = new Dictionary<string, IReadOnlyList<IssueState>>(StringComparer.Ordinal)
    {
        ["open"] = [IssueState.Open],
        ["resolved"] = [IssueState.Resolved],
        ["muted"] = [IssueState.Muted],
        ["all"] = [],
    };

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, ListAsync);
        pages.MapGet($"{Path}/{{id:long}}", PageAsync);
        pages.MapPost($"{Path}/{{id:long}}/{{action}}", DoAsync);
    }

    public static string UrlOf(long id) => $"{Path}/{id}";

    public static string ActionOf(long id, string action) => $"{UrlOf(id)}/{action}";

    private static async Task<RazorComponentResult> ListAsync(
        HttpContext context, IssueQueries issues, IssueBooks books, IIssueRows rows, TimeProvider time,
        string state = "open", string sort = "last", string search = "", string filter = "", string page = "")
    {
        var project = SignedIn.Project(context);
        var chosen = States.ContainsKey(state) ? state : "open";
        var order = Orders.ContainsKey(sort) ? sort : "last";
        var request = new ListIssuesRequest
        {
            Project = project,
            States = { States[chosen] },
            Order = Orders[order],
            Search = search,
            Filter = filter,
            PageSize = PageSize,
            PageToken = page,
        };
        ListIssuesResponse answer;
        string? error = null;
        try
        {
            answer = await issues.ListAsync(request, context.RequestAborted);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            // The mistake is shown beside the text that has it.
            answer = new ListIssuesResponse();
            error = e.Status.Detail;
        }

        return new RazorComponentResult<IssueListPage>(new
        {
            Project = project,
            State = chosen,
            Sort = order,
            Search = search,
            Filter = filter,
            IsFirstPage = page.Length == 0,
            Issues = await WithDaysAsync(project, answer.Issues, books, rows, time.GetUtcNow(), context.RequestAborted),
            answer.NextPageToken,
            Error = error,
            Now = time.GetUtcNow(),
        })
        { StatusCode = error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest };
    }

    private static async Task<IReadOnlyList<IssueView>> WithDaysAsync(
        string project, IEnumerable<Issue> issues, IssueBooks books, IIssueRows rows, DateTimeOffset now, CancellationToken cancellation)
    {
        var listed = issues.ToList();
        var records = await books.DescribeAsync(project, listed.Select(i => i.Id));
        var views = new List<IssueView>();
        foreach (var issue in listed.Where(i => records.ContainsKey(i.Id)))
        {
            var days = (await rows.CountsAsync(project, records[issue.Id].Family, cancellation)).Days.ToDictionary(d => d.Key * DayBars.DayMs, d => d.Value);
            views.Add(new IssueView(issue, DayBars.Last("Traces", days, ListDays, now)));
        }

        return views;
    }

    private static async Task<RazorComponentResult> PageAsync(
        HttpContext context, long id, IssueReader issues, IssueTickets tickets, TraceQueries traces, TraceReader reader, TimeProvider time)
    {
        var project = SignedIn.Project(context);
        var now = time.GetUtcNow();
        var answer = await issues.GetAsync(project, id, context.RequestAborted);
        var statistics = await issues.StatisticsAsync(project, id, context.RequestAborted);
        var newest = new ListTracesRequest { Project = project, Issue = id, PageSize = TraceRows };
        return new RazorComponentResult<IssuePage>(new
        {
            Project = project,
            Answer = answer,
            Statistics = statistics,
            Days = DayBars.Last("Traces", statistics.Days.ToDictionary(d => d.Day.Seconds * 1000, d => d.Traces), PageDays, now),
            Exemplar = answer.Exemplars.Count > 0 ? await reader.TryGetAsync(project, answer.Exemplars[0], context.RequestAborted) : null,
            Traces = (await traces.ListAsync(newest, context.RequestAborted)).Traces,
            Drafts = answer.Issue.Ticket.Length > 0 ? [] : (await tickets.DraftsAsync(project, id, $"{context.Request.Scheme}://{context.Request.Host}{UrlOf(id)}", context.RequestAborted)).ToList(),
            Now = now,
        });
    }

    private static async Task<IResult> DoAsync(HttpContext context, long id, string action, IssueBooks books)
    {
        var issues = books.Of(SignedIn.Project(context));
        var by = SignedIn.Name(context);
        switch (action)
        {
            case Resolve:
                await IssueCommands.Refused(() => issues.Resolve(id, null, by));
                break;
            case Reopen:
                await IssueCommands.Refused(() => issues.Reopen(id, by));
                break;
            case Mute:
                await IssueCommands.Refused(() => issues.Mute(id, by));
                break;
            case Comment:
                if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxFormBytes)
                {
                    return TypedResults.BadRequest();
                }

                var form = await context.Request.ReadFormAsync(context.RequestAborted);
                await IssueCommands.Refused(() => issues.Comment(id, form[TextField].ToString().ReplaceLineEndings("\n").Trim(), by));
                break;
            default:
                return TypedResults.NotFound();
        }

        return TypedResults.LocalRedirect(UrlOf(id));
    }
}

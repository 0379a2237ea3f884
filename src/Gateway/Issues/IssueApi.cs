using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Gateway.Hosting;
using Fleet.Grains.Issues;
using Grpc.Core;

namespace Fleet.Gateway.Issues;

/// <summary><c>fleet.v1.IssueService</c>: lists, one issue, and what people decide.</summary>
internal sealed partial class IssueApi(
    IssueQueries queries,
    IssueReader reader,
    IssueBooks books,
    IssueWatches watches,
    IssueSuggestions suggestions,
    IssueTickets tickets,
    GatewayOptions options,
    IGrainFactory grains) : IssueService.IssueServiceBase
{
    public override Task<ListIssuesResponse> ListIssues(ListIssuesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return queries.ListAsync(request, context.CancellationToken);
    }

    public override Task<GetIssueResponse> GetIssue(GetIssueRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return reader.GetAsync(request.Project, request.Issue, context.CancellationToken);
    }

    public override async Task<GetIssueStatisticsResponse> GetIssueStatistics(GetIssueStatisticsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetIssueStatisticsResponse { Statistics = await reader.StatisticsAsync(request.Project, request.Issue, context.CancellationToken) };
    }

    public override async Task<ResolveIssueResponse> ResolveIssue(ResolveIssueRequest request, ServerCallContext context) => new()
    {
        Issue = await DoAsync(context, request.Project, (issues, by) => issues.Resolve(request.Issue, request.Version.Length > 0 ? request.Version : null, by)),
    };

    public override async Task<ReopenIssueResponse> ReopenIssue(ReopenIssueRequest request, ServerCallContext context) => new()
    {
        Issue = await DoAsync(context, request.Project, (issues, by) => issues.Reopen(request.Issue, by)),
    };

    public override async Task<MuteIssueResponse> MuteIssue(MuteIssueRequest request, ServerCallContext context) => new()
    {
        Issue = await DoAsync(context, request.Project, (issues, by) => issues.Mute(request.Issue, by)),
    };

    public override async Task<AssignIssueResponse> AssignIssue(AssignIssueRequest request, ServerCallContext context) => new()
    {
        Issue = await DoAsync(context, request.Project, (issues, by) => issues.Assign(request.Issue, request.Assignee, by)),
    };

    public override async Task<MergeIssueResponse> MergeIssue(MergeIssueRequest request, ServerCallContext context)
    {
        var merged = await DoAsync(context, request.Project, (issues, by) => issues.Merge(request.Issue, request.Into, by));
        var shown = await books.GetAsync(request.Project, (await books.GetAsync(request.Project, merged.Id)).Shown);
        return new MergeIssueResponse { Issue = await reader.OfAsync(request.Project, shown, context.CancellationToken) };
    }

    public override async Task<UnmergeIssueResponse> UnmergeIssue(UnmergeIssueRequest request, ServerCallContext context) => new()
    {
        Issue = await DoAsync(context, request.Project, (issues, by) => issues.Unmerge(request.Issue, by)),
    };

    public override async Task<LinkIssueTicketResponse> LinkIssueTicket(LinkIssueTicketRequest request, ServerCallContext context) => new()
    {
        Issue = await DoAsync(context, request.Project, (issues, by) => issues.Link(request.Issue, request.Url, by)),
    };

    public override async Task<CreateIssueCommentResponse> CreateIssueComment(CreateIssueCommentRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var by = ApiCaller.Of(context).Token.Name;
        var note = await IssueCommands.Refused(() => books.Of(request.Project).Comment(request.Issue, request.Text, by));
        return new CreateIssueCommentResponse { Comment = IssueMessages.Of(note) };
    }

    public override async Task<DeleteIssueCommentResponse> DeleteIssueComment(DeleteIssueCommentRequest request, ServerCallContext context)
    {
        await DoAsync(context, request.Project, (issues, by) => issues.DeleteComment(request.Issue, request.Comment, by));
        return new DeleteIssueCommentResponse();
    }

    public override Task WatchIssues(WatchIssuesRequest request, IServerStreamWriter<WatchIssuesResponse> responseStream, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return request.HasAfterPosition && request.AfterPosition < 0
            ? throw ApiErrors.Invalid("after_position", $"{request.AfterPosition} is negative")
            : watches.WatchAsync(request.Project, request.HasAfterPosition ? request.AfterPosition : null, responseStream, context.CancellationToken);
    }

    private async Task<Issue> DoAsync(ServerCallContext context, string project, Func<IIssuesGrain, string, Task<IssueRecord>> command)
    {
        ApiCaller.Project(context, project);
        var by = ApiCaller.Of(context).Token.Name;
        var record = await IssueCommands.Refused(() => command(books.Of(project), by));
        return await reader.OfAsync(project, record, context.CancellationToken);
    }
}

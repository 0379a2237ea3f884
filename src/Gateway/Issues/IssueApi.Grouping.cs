using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Gateway.Web.Issues;
using Fleet.Grains;
using Fleet.Grains.Grouping;
using Grpc.Core;

namespace Fleet.Gateway.Issues;

// How traces become issues, what resembles what, and out to trackers.
internal sealed partial class IssueApi
{
    public override Task<ListSimilarIssuesResponse> ListSimilarIssues(ListSimilarIssuesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return suggestions.SimilarAsync(request.Project, request.Issue, context.CancellationToken);
    }

    public override Task<ListIssuePartsResponse> ListIssueParts(ListIssuePartsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return suggestions.PartsAsync(request.Project, request.Issue, context.CancellationToken);
    }

    public override async Task<GetGroupingRulesResponse> GetGroupingRules(GetGroupingRulesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var setting = await Grouping(request.Project).Get();
        return new GetGroupingRulesResponse { Text = setting.Now.Text, Revision = setting.Now.Revision, Regrouping = setting.Regrouping is not null };
    }

    public override async Task<SetGroupingRulesResponse> SetGroupingRules(SetGroupingRulesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var by = ApiCaller.Of(context).Token.Name;
        var setting = await IssueCommands.Refused(() => Grouping(request.Project).Set(request.Text, by));
        return new SetGroupingRulesResponse { Revision = setting.Now.Revision };
    }

    public override Task<PreviewGroupingRulesResponse> PreviewGroupingRules(PreviewGroupingRulesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return suggestions.PreviewAsync(request.Project, request.Text, context.CancellationToken);
    }

    public override async Task<GetTrackersResponse> GetTrackers(GetTrackersRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetTrackersResponse { Trackers = { await tickets.TrackersAsync(request.Project) } };
    }

    public override async Task<SetTrackersResponse> SetTrackers(SetTrackersRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new SetTrackersResponse { Trackers = { await tickets.SetAsync(request.Project, request.Trackers) } };
    }

    public override async Task<DraftIssueTicketsResponse> DraftIssueTickets(DraftIssueTicketsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);

        // Pages are on the one port, as is whoever comes by REST or gRPC-Web; on the other there are none.
        var http = context.GetHttpContext();
        var url = http.Connection.LocalPort == options.Port ? $"{http.Request.Scheme}://{http.Request.Host}{IssuePages.UrlOf(request.Issue)}" : "";
        return new DraftIssueTicketsResponse { Drafts = { await tickets.DraftsAsync(request.Project, request.Issue, url, context.CancellationToken) } };
    }

    private IGroupingGrain Grouping(string project) => grains.GetGrain<IGroupingGrain>(GrainKeys.Grouping(project));
}

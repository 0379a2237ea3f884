using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Fleet.Gateway.Tests.Traces;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Issues;

public sealed class GroupingApiTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private IssueService.IssueServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Rules_are_tried_set_and_shown_and_what_is_none_is_refused_by_its_place()
    {
        const string rules = "skip function never_called_by_any_test\n";
        var preview = await Client.PreviewGroupingRulesAsync(new() { Project = Project, Text = rules }, server.Authorization());
        Assert.Equal(0, preview.Changed);

        var revision = (await Client.SetGroupingRulesAsync(new() { Project = Project, Text = rules }, server.Authorization())).Revision;
        var now = await Client.GetGroupingRulesAsync(new() { Project = Project }, server.Authorization());
        Assert.Equal((rules, revision), (now.Text, now.Revision));

        var wrong = await Assert.ThrowsAsync<RpcException>(async () => await Client.SetGroupingRulesAsync(new() { Project = Project, Text = "skip\nodd" }, server.Authorization()));
        Assert.Equal(StatusCode.InvalidArgument, wrong.StatusCode);
        Assert.Contains("line ", wrong.Status.Detail, StringComparison.Ordinal);
        await Client.SetGroupingRulesAsync(new() { Project = Project, Text = "" }, server.Authorization());
    }

    [Fact]
    public async Task A_ticket_is_filled_in_and_its_link_kept()
    {
        var issue = await FailAsync("GroupingTicketError", "grouping_ticket");
        var set = await Client.SetTrackersAsync(new() { Project = Project, Trackers = { new Tracker { Name = "github", Template = "https://github.com/a/b/issues/new?title={title}&body={stack}" } } }, server.Authorization());
        Assert.Equal("github", Assert.Single(set.Trackers).Name);
        Assert.Equal(set.Trackers, (await Client.GetTrackersAsync(new() { Project = Project }, server.Authorization())).Trackers);

        var draft = Assert.Single((await Client.DraftIssueTicketsAsync(new() { Project = Project, Issue = issue }, server.Authorization())).Drafts);
        Assert.StartsWith("https://github.com/a/b/issues/new?title=", draft.Url, StringComparison.Ordinal);
        Assert.Contains("grouping_ticket", draft.Url, StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.SetTrackersAsync(new() { Project = Project, Trackers = { new Tracker { Name = "x", Template = "javascript:alert(1)" } } }, server.Authorization()));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task What_an_issue_falls_into_and_what_resembles_it_is_told()
    {
        var issue = await FailAsync("GroupingPartsError", "grouping_parts");
        var parts = await Client.ListIssuePartsAsync(new() { Project = Project, Issue = issue }, server.Authorization());
        Assert.Equal((1, 1), (parts.Traces, Assert.Single(parts.Parts).Traces));
        Assert.Contains("grouping_parts", parts.Parts[0].Stack, StringComparison.Ordinal);

        // Another kind of failure in the same function is another issue, and resembles it.
        var other = await FailAsync("GroupingPartsOtherError", "grouping_parts");
        Assert.NotEqual(issue, other);
        var similar = (await Client.ListSimilarIssuesAsync(new() { Project = Project, Issue = issue }, server.Authorization())).Issues;
        Assert.Contains(other, similar.Select(s => s.Issue.Id));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await Client.ListIssuePartsAsync(new() { Project = Project, Issue = 199_999 }, server.Authorization()))).StatusCode);
    }

    private async Task<long> FailAsync(string type, string function)
    {
        var device = new TestDevice(server, "grouping-api");
        await device.SendAsync([device.FailureOf(TestDevice.NowMs - 10, type, function)], []);
        await server.TracesCatchUpAsync("grouping-api");
        return (await new TraceService.TraceServiceClient(_channel).ListTracesAsync(new() { Project = Project, Class = $"exception:{type}" }, server.Authorization())).Traces[0].Issue;
    }
}

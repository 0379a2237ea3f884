using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Gateway.Tests.Devices;
using Fleet.Gateway.Tests.Traces;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Issues;

public sealed class IssueApiTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();

    private IssueService.IssueServiceClient Client => new(_channel);

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task An_issue_counts_its_traces_and_devices_by_day_and_version()
    {
        var issue = await FailAsync("IssueCountError", "issue_count", ("issue-count-1", "1.0", 2), ("issue-count-2", "1.1", 1));
        var found = await GetAsync(issue);
        Assert.Equal((3, 2, "exception:IssueCountError", IssueState.Open, "1.1"), (found.Issue.Traces, found.Issue.Devices, found.Issue.Class, found.Issue.State, found.Issue.NewestVersion));
        Assert.Equal(3, found.Exemplars.Count);

        var statistics = (await Client.GetIssueStatisticsAsync(new() { Project = Project, Issue = issue }, server.Authorization())).Statistics;
        Assert.Equal(3, statistics.Days.Sum(d => d.Traces));
        Assert.Equal([("1.0", 2, 1), ("1.1", 1, 1)], statistics.Versions.Select(v => (v.SoftwareVersion, (int)v.Traces, (int)v.Devices)).Order());
        Assert.All(statistics.Versions, v => Assert.Equal(1000.0 * v.Devices / v.Running, v.PerThousand));
        Assert.Equal(2, statistics.Affected);
    }

    [Fact]
    public async Task Issues_are_listed_by_what_is_asked_page_by_page()
    {
        var few = await FailAsync("IssueListError", "issue_list_few", ("issue-list-1", "1.0", 1));
        var many = await FailAsync("IssueListError", "issue_list_many", ("issue-list-1", "1.0", 3), ("issue-list-2", "2.0", 1));

        var request = new ListIssuesRequest { Class = "exception:IssueListError", Order = IssueOrder.Traces, PageSize = 1 };
        var first = await ListAsync(request);
        request.PageToken = first.NextPageToken;
        var second = await ListAsync(request);
        Assert.Equal((many, few, ""), (first.Issues.Single().Id, second.Issues.Single().Id, second.NextPageToken));
        Assert.Equal((4, 2), (first.Issues[0].Traces, first.Issues[0].Devices));

        Assert.Equal([few], (await ListAsync(new() { Search = "ISSUE_LIST_FEW" })).Issues.Select(i => i.Id));
        Assert.Equal([many], (await ListAsync(new() { Class = "exception:IssueListError", SoftwareVersion = "2.0" })).Issues.Select(i => i.Id));
        Assert.Equal([many], (await ListAsync(new() { Class = "exception:IssueListError", Filter = "serial = issue-list-2" })).Issues.Select(i => i.Id));
        Assert.Empty((await ListAsync(new() { Class = "exception:IssueListError", Filter = "serial = nobody" })).Issues);
        Assert.Empty((await ListAsync(new() { Class = "exception:IssueListError", States = { IssueState.Muted } })).Issues);
    }

    [Fact]
    public async Task A_resolved_issue_comes_back_in_a_later_version_and_a_watcher_is_told()
    {
        var issue = await FailAsync("IssueBackError", "issue_back", ("issue-back-1", "1.0", 1));
        using var watch = Client.WatchIssues(new() { Project = Project, AfterPosition = 0 }, server.Authorization());
        var opened = await NextAsync(watch, issue);
        Assert.Equal((IssueEventKind.Opened, "1.0"), (opened.Kind, opened.Version));

        var resolved = (await Client.ResolveIssueAsync(new() { Project = Project, Issue = issue }, server.Authorization())).Issue;
        Assert.Equal((IssueState.Resolved, resolved.Baseline), (resolved.State, resolved.ResolvedIn));
        await FailAsync("IssueBackError", "issue_back", ("issue-back-1", "1.0", 1));
        Assert.Equal(IssueState.Resolved, (await GetAsync(issue)).Issue.State);

        // Greater than what any other test's device runs.
        await FailAsync("IssueBackError", "issue_back", ("issue-back-2", "900.0", 1));
        var back = (await GetAsync(issue)).Issue;
        Assert.Equal((IssueState.Open, 1), (back.State, back.Regressions));
        var regression = (await GetAsync(issue)).Regression;
        Assert.Equal((resolved.ResolvedIn, "900.0"), (regression.ResolvedIn, regression.Version));
        var told = await NextAsync(watch, issue);
        Assert.Equal((IssueEventKind.Regressed, "900.0"), (told.Kind, told.Version));

        // Interrupted after the first event, one goes on with the next.
        using var again = Client.WatchIssues(new() { Project = Project, AfterPosition = opened.Position }, server.Authorization());
        Assert.Equal(told.Position, (await NextAsync(again, issue)).Position);
    }

    [Fact]
    public async Task What_people_say_of_an_issue_is_kept_in_their_name()
    {
        var issue = await FailAsync("IssueSaidError", "issue_said", ("issue-said", "1.0", 1));
        Assert.Equal(IssueState.Muted, (await Client.MuteIssueAsync(new() { Project = Project, Issue = issue }, server.Authorization())).Issue.State);
        Assert.Equal(IssueState.Open, (await Client.ReopenIssueAsync(new() { Project = Project, Issue = issue }, server.Authorization())).Issue.State);
        Assert.Equal("ada", (await Client.AssignIssueAsync(new() { Project = Project, Issue = issue, Assignee = "ada" }, server.Authorization())).Issue.Assignee);
        Assert.Equal("https://a/1", (await Client.LinkIssueTicketAsync(new() { Project = Project, Issue = issue, Url = "https://a/1" }, server.Authorization())).Issue.Ticket);
        var comment = (await Client.CreateIssueCommentAsync(new() { Project = Project, Issue = issue, Text = "the modem" }, server.Authorization())).Comment;
        Assert.Equal((1, "tests", "the modem"), (comment.Id, comment.Author, comment.Text));
        Assert.Equal([comment], (await GetAsync(issue)).Comments);
        await Client.DeleteIssueCommentAsync(new() { Project = Project, Issue = issue, Comment = 1 }, server.Authorization());
        Assert.Empty((await GetAsync(issue)).Comments);
    }

    [Fact]
    public async Task Merging_is_undone_exactly()
    {
        var one = await FailAsync("IssueMergeError", "issue_merge_one", ("issue-merge-1", "1.0", 1));
        var other = await FailAsync("IssueMergeError", "issue_merge_other", ("issue-merge-1", "1.0", 1), ("issue-merge-2", "1.0", 1));

        var merged = (await Client.MergeIssueAsync(new() { Project = Project, Issue = one, Into = other }, server.Authorization())).Issue;
        Assert.Equal((other, 3, 2), (merged.Id, merged.Traces, merged.Devices));
        Assert.Equal([one], (await GetAsync(other)).Merged);
        Assert.Equal(other, (await GetAsync(one)).Issue.MergedInto);
        await FailsAsync(StatusCode.FailedPrecondition, async () => await Client.MuteIssueAsync(new() { Project = Project, Issue = one }, server.Authorization()));
        var traces = await new TraceService.TraceServiceClient(_channel).ListTracesAsync(new() { Project = Project, Issue = other }, server.Authorization());
        Assert.Equal([other, other, other], traces.Traces.Select(t => t.Issue));

        Assert.Equal(0, (await Client.UnmergeIssueAsync(new() { Project = Project, Issue = one }, server.Authorization())).Issue.MergedInto);
        Assert.Equal((1, 2), ((await GetAsync(one)).Issue.Traces, (await GetAsync(other)).Issue.Traces));
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_no_value_is_told_apart()
    {
        var issue = await FailAsync("IssueWrongError", "issue_wrong", ("issue-wrong", "1.0", 1));
        await FailsAsync(StatusCode.NotFound, async () => await GetAsync(199_999));
        await FailsAsync(StatusCode.NotFound, async () => await Client.MuteIssueAsync(new() { Project = Project, Issue = 199_999 }, server.Authorization()));
        await FailsAsync(StatusCode.InvalidArgument, async () => await Client.CreateIssueCommentAsync(new() { Project = Project, Issue = issue, Text = " " }, server.Authorization()));
        await FailsAsync(StatusCode.InvalidArgument, async () => await Client.LinkIssueTicketAsync(new() { Project = Project, Issue = issue, Url = "javascript:alert(1)" }, server.Authorization()));
        await FailsAsync(StatusCode.InvalidArgument, async () => await Client.MergeIssueAsync(new() { Project = Project, Issue = issue, Into = issue }, server.Authorization()));
        await FailsAsync(StatusCode.InvalidArgument, async () => await ListAsync(new() { Order = (IssueOrder)99 }));
        await FailsAsync(StatusCode.InvalidArgument, async () => await ListAsync(new() { PageToken = "x" }));
        await FailsAsync(StatusCode.PermissionDenied, async () => await Client.ListIssuesAsync(new() { Project = "other" }, server.Authorization()));
        await FailsAsync(StatusCode.Unauthenticated, async () => await Client.ListIssuesAsync(new() { Project = Project }));
    }

    [Fact]
    public async Task The_same_is_to_be_had_by_REST()
    {
        var issue = await FailAsync("IssueRestError", "issue_rest", ("issue-rest", "1.0", 1));
        using var client = server.Client(server.ApiToken);
        var listed = await client.GetFromJsonAsync<JsonNode>("/api/v1/projects/default/issues?class=exception:IssueRestError");
        Assert.Equal(issue, (long)listed!["issues"]![0]!["id"]!);
        using var muted = await client.PostAsJsonAsync($"/api/v1/projects/default/issues/{issue}:mute", new { });
        Assert.Equal("ISSUE_STATE_MUTED", (string)(await muted.Content.ReadFromJsonAsync<JsonNode>())!["issue"]!["state"]!);
        using var commented = await client.PostAsJsonAsync($"/api/v1/projects/default/issues/{issue}/comments", new { text = "by REST" });
        Assert.Equal("by REST", (string)(await commented.Content.ReadFromJsonAsync<JsonNode>())!["comment"]!["text"]!);
    }

    private static async Task FailsAsync(StatusCode status, Func<Task> call) => Assert.Equal(status, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    private static async Task<IssueEvent> NextAsync(AsyncServerStreamingCall<WatchIssuesResponse> watch, long issue)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await watch.ResponseStream.MoveNext(patience.Token))
        {
            if (watch.ResponseStream.Current.Event.Issue.Id == issue)
            {
                return watch.ResponseStream.Current.Event;
            }
        }

        throw new InvalidOperationException("the stream ended");
    }

    /// <summary>Has devices fail in one function, and returns the issue that it is.</summary>
    private async Task<long> FailAsync(string type, string function, params (string Serial, string Version, int Times)[] devices)
    {
        foreach (var (serial, version, times) in devices)
        {
            var device = new TestDevice(server, serial) { Version = version };
            await device.SendAsync([.. Enumerable.Range(0, times).Select(i => device.FailureOf(TestDevice.NowMs - 100 + i, type, function))], []);
            await server.TracesCatchUpAsync(serial);
        }

        var traces = await new TraceService.TraceServiceClient(_channel).ListTracesAsync(new() { Project = Project, Serial = devices[^1].Serial, Class = $"exception:{type}" }, server.Authorization());
        return traces.Traces.First(t => t.Title.Contains(function, StringComparison.Ordinal)).Issue;
    }

    private async Task<ListIssuesResponse> ListAsync(ListIssuesRequest request) =>
        await Client.ListIssuesAsync(new ListIssuesRequest(request) { Project = Project }, server.Authorization());

    private async Task<GetIssueResponse> GetAsync(long issue) => await Client.GetIssueAsync(new() { Project = Project, Issue = issue }, server.Authorization());
}

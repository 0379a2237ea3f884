using Fleet.Api.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Cli.Tests.Issues;

public sealed class IssueCommandTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CliRun _cli = new() { Time = new FakeTimeProvider(Now) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Open_issues_are_listed_by_the_last_trace_unless_asked_otherwise()
    {
        var seen = new List<ListIssuesRequest>();
        await using var server = Answering<ListIssuesRequest>(seen, new ListIssuesResponse { Issues = { Issue } });
        Assert.Equal(ExitCode.Success, await RunAsync(server, "issues", "list"));
        Assert.Equal(
            "ISSUE  STATE             DEVICES  TRACES  LAST     CLASS      SOFTWARE  TITLE\n"
            + "   17  open (came back)        3      12  1 h ago  segv-null  main 1.2  parse_header\n",
            _cli.Out.ToString());
        Assert.Equal(IssueState.Open, Assert.Single(seen[0].States));
        Assert.Equal(IssueOrder.LastTime, seen[0].Order);

        Assert.Equal(ExitCode.Success, await RunAsync(
            server, "issues", "list", "--state", "all", "--sort", "devices", "--filter", "cohort = beta", "--search", "parse", "--assignee", "ada", "--software-version", "1.2", "--since", "7d"));
        Assert.Equal(
            new ListIssuesRequest
            {
                Project = "default",
                Order = IssueOrder.Devices,
                Filter = "cohort = beta",
                Search = "parse",
                Assignee = "ada",
                SoftwareVersion = "1.2",
                StartTime = Timestamp.FromDateTimeOffset(Now.AddDays(-7)),
                PageSize = 50,
            },
            seen[1]);
    }

    [Fact]
    public async Task An_issue_is_shown_with_its_versions_and_what_stands_out()
    {
        await using var server = new TestServer(request => request.Path switch
        {
            var p when p.EndsWith("/GetIssue", StringComparison.Ordinal) => GrpcWebReply.Of(new GetIssueResponse
            {
                Issue = Issue,
                Comments = { new IssueComment { Id = 1, Author = "ada", Time = Timestamp.FromDateTimeOffset(Now), Text = "one\ntwo\e[0m" } },
                Merged = { 18, 19 },
            }),
            _ => GrpcWebReply.Of(new GetIssueStatisticsResponse
            {
                Statistics = new IssueStatistics
                {
                    Versions = { new IssueVersion { SoftwareType = "main", SoftwareVersion = "1.2", Traces = 12, Devices = 3, Running = 1500, PerThousand = 2, LastTime = Timestamp.FromDateTimeOffset(Now) } },
                    Lifts = { new IssueLift { Attribute = "modem", Value = "x7", Devices = 20, Affected = 3, Lift = 75 } },
                    Days = { new IssueDay { Day = Timestamp.FromDateTimeOffset(Now), Traces = 12 } },
                    Population = 1500,
                    Affected = 3,
                },
            }),
        });
        Assert.Equal(ExitCode.Success, await RunAsync(server, "issues", "show", "17", "--days"));
        var text = _cli.Out.ToString();
        Assert.Contains("Issue    17: parse_header\n", text, StringComparison.Ordinal);
        Assert.Contains("Merged   18, 19\n", text, StringComparison.Ordinal);
        Assert.Contains("    one\n    two\\u001b[0m\n", text, StringComparison.Ordinal);
        Assert.Matches("main 1.2 +12 +3 +1500 +2.0 +2026-03-01 12:00\n", text);
        Assert.Matches("modem +x7 +3 of 3 +20 of 1500 +75.0\n", text);
        Assert.Matches("2026-03-01 +12\n", text);
    }

    [Theory]
    [InlineData("resolve", "17", "--version-fixed", "1.3")]
    [InlineData("resolve", "17")]
    public async Task An_issue_is_resolved_in_a_version_or_in_the_greatest(params string[] arguments)
    {
        var seen = new List<ResolveIssueRequest>();
        await using var server = Answering<ResolveIssueRequest>(seen, new ResolveIssueResponse { Issue = new Issue(Issue) { State = IssueState.Resolved, ResolvedIn = "1.3" } });
        Assert.Equal(ExitCode.Success, await RunAsync(server, ["issues", .. arguments]));
        Assert.Equal((17, arguments.Length > 2 ? "1.3" : ""), (seen[0].Issue, seen[0].Version));
        Assert.Contains("resolved in 1.3", _cli.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_is_added_or_deleted()
    {
        var seen = new List<CreateIssueCommentRequest>();
        await using var adding = Answering<CreateIssueCommentRequest>(seen, new CreateIssueCommentResponse { Comment = new IssueComment { Id = 3 } });
        Assert.Equal(ExitCode.Success, await RunAsync(adding, "issues", "comment", "17", "It is the modem"));
        Assert.Equal((17, "It is the modem"), (seen[0].Issue, seen[0].Text));

        var deleted = new List<DeleteIssueCommentRequest>();
        await using var deleting = Answering<DeleteIssueCommentRequest>(deleted, new DeleteIssueCommentResponse());
        Assert.Equal(ExitCode.Success, await RunAsync(deleting, "issues", "comment", "17", "--delete", "3"));
        Assert.Equal((17, 3), (deleted[0].Issue, deleted[0].Comment));
    }

    [Fact]
    public async Task Watching_prints_a_line_for_each_event_until_the_limit()
    {
        var seen = new List<WatchIssuesRequest>();
        await using var server = Answering<WatchIssuesRequest>(
            seen, new WatchIssuesResponse { Event = new IssueEvent { Position = 12, Kind = IssueEventKind.Regressed, Version = "1.4", Time = Timestamp.FromDateTimeOffset(Now), Issue = Issue } });
        Assert.Equal(ExitCode.Success, await RunAsync(server, "issues", "watch", "--after", "11", "--limit", "1"));
        Assert.Equal((true, 11), (seen[0].HasAfterPosition, seen[0].AfterPosition));
        Assert.Equal("2026-03-01 12:00:00  came back in 1.4  issue 17: segv-null parse_header  (position 12)", _cli.Out.ToString().Trim());
    }

    [Fact]
    public async Task Rules_are_tried_before_they_are_set()
    {
        var path = Path.Combine(_cli.Home, "rules");
        await File.WriteAllTextAsync(path, "app module myapp*\n", TestContext.Current.CancellationToken);
        var seen = new List<PreviewGroupingRulesRequest>();
        await using var server = Answering<PreviewGroupingRulesRequest>(seen, new PreviewGroupingRulesResponse
        {
            Traces = 40,
            Changed = 9,
            Merges = { new GroupingMerge { Title = "log_fatal", Issues = { 3, 8 }, Traces = 9 } },
            Splits = { new GroupingSplit { Issue = 4, Parts = { new GroupingPart { Title = "a", Traces = 2 }, new GroupingPart { Title = "b", Traces = 1 } } } },
        });
        Assert.Equal(ExitCode.Success, await RunAsync(server, "issues", "rules", "preview", path));
        Assert.Equal("app module myapp*\n", seen[0].Text);
        Assert.Matches("join +9 +3, 8 +log_fatal\ntell apart +2 +4 +a\ntell apart +1 +4 +b\n", _cli.Out.ToString());
        Assert.Contains("9 of 40 traces", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trackers_are_set_by_name_and_url()
    {
        var seen = new List<SetTrackersRequest>();
        await using var server = Answering<SetTrackersRequest>(seen, new SetTrackersResponse { Trackers = { new Tracker { Name = "github", Template = "https://a/?t={title}" } } });
        Assert.Equal(ExitCode.Success, await RunAsync(server, "issues", "trackers", "set", "github=https://a/?t={title}"));
        Assert.Equal(("github", "https://a/?t={title}"), (seen[0].Trackers[0].Name, seen[0].Trackers[0].Template));
        Assert.Equal(ExitCode.Usage, await RunAsync(server, "issues", "trackers", "set", "github"));
    }

    [Fact]
    public async Task What_the_state_does_not_allow_is_said()
    {
        await using var server = new TestServer(_ => GrpcWebReply.Failure(StatusCode.FailedPrecondition, "issue 18 is merged into issue 17"));
        Assert.Equal(ExitCode.Failure, await RunAsync(server, "issues", "mute", "18"));
        Assert.Contains("issue 18 is merged into issue 17", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("issues", "show", "x")]
    [InlineData("issues", "list", "--state", "odd")]
    [InlineData("issues", "list", "--sort", "title")]
    [InlineData("issues", "comment", "17")]
    [InlineData("issues", "comment", "17", "text", "--delete", "3")]
    [InlineData("issues", "merge", "17")]
    public async Task Wrong_command_lines_are_usage_errors(params string[] arguments)
    {
        await using var server = new TestServer(_ => null);
        Assert.Equal(ExitCode.Usage, await RunAsync(server, arguments));
    }

    private static Issue Issue => new()
    {
        Id = 17,
        Title = "parse_header",
        Class = "segv-null",
        SoftwareType = "main",
        NewestVersion = "1.2",
        State = IssueState.Open,
        Regressions = 1,
        Traces = 12,
        Devices = 3,
        FirstTime = Timestamp.FromDateTimeOffset(Now.AddDays(-3)),
        LastTime = Timestamp.FromDateTimeOffset(Now.AddHours(-1)),
    };

    private static TestServer Answering<TRequest>(List<TRequest> seen, IMessage answer)
        where TRequest : IMessage<TRequest>, new() => new(request =>
        {
            seen.Add(GrpcWebReply.Request<TRequest>(request));
            return GrpcWebReply.Of(answer);
        });

    private Task<int> RunAsync(TestServer server, params string[] arguments) => _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "t"]);
}

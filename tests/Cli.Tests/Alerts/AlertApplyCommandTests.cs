using Fleet.Api.V1;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Tests.Alerts;

public sealed class AlertApplyCommandTests : IDisposable
{
    private readonly CliRun _cli = new();
    private readonly string _file = Path.GetTempFileName();

    public void Dispose()
    {
        _cli.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public async Task What_was_exported_is_applied_as_it_was()
    {
        Alert[] alerts =
        [
            new() { Name = "low", Condition = "soc < 5 and state = \"a: b\"", Scope = "cohort = x", StartDelay = Of(90), EndDelay = Of(7200), Description = "two\nlines # no comment" },
            new() { Name = "off", Condition = "t > 1", StartDelay = new(), EndDelay = new(), Disabled = true },
        ];
        ApplyAlertsRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            if (request.Path.EndsWith("ListAlerts", StringComparison.Ordinal))
            {
                return GrpcWebReply.Of(new ListAlertsResponse { Alerts = { alerts } });
            }

            seen = GrpcWebReply.Request<ApplyAlertsRequest>(request);
            return GrpcWebReply.Of(new ApplyAlertsResponse { Unchanged = 2 });
        });
        Assert.Equal(0, await RunAsync(server, "alerts", "export"));
        await File.WriteAllTextAsync(_file, _cli.Out.ToString());
        Assert.Equal(0, await RunAsync(server, "alerts", "apply", "-f", _file, "--prune", "--dry-run"));
        Assert.Equal(alerts, seen!.Alerts);
        Assert.Equal((true, true), (seen.Prune, seen.DryRun));
        Assert.Contains("0 alerts would change, 2 as before.", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changes_is_shown_field_by_field()
    {
        await File.WriteAllTextAsync(_file, "alerts:\n- name: a\n  condition: t > 1\n  after: 15m\n");
        var after = new Alert { Name = "a", Condition = "t > 1", StartDelay = Of(900), EndDelay = new() };
        await using var server = new TestServer(_ => GrpcWebReply.Of(new ApplyAlertsResponse
        {
            Changes =
            {
                new AlertChange { Before = new Alert(after) { Condition = "t > 2" }, After = after },
                new AlertChange { Before = new Alert(after) { Name = "gone" } },
            },
        }));
        Assert.Equal(0, await RunAsync(server, "alerts", "apply", "-f", _file));
        Assert.Equal(["~ a", "  - condition: t > 2", "  + condition: t > 1", "- gone", "  - condition: t > 1", "  - after: 15m"], _cli.Out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("alerts:\n- name: a\n  conditon: t > 1\n", ":3:3: ")]
    [InlineData("alerts:\n- name: a\n- x", ":3:")]
    [InlineData("alerts:\n- condition: t > 1", "alerts[0] has no name")]
    [InlineData("alerts:\n- name: a", "alerts[0] has no condition")]
    [InlineData("alerts:\n- name: a\n  condition: t > 1\n  after: soon", "alerts[0] after: 'soon' is not a duration")]
    [InlineData("rules: []", ":1:")]
    [InlineData("", "has no list 'alerts'")]
    [InlineData("alerts:\n-\n", "alerts[0] is empty")]
    public async Task A_file_that_will_not_do_is_refused_with_the_place(string text, string place)
    {
        await File.WriteAllTextAsync(_file, text);
        await using var server = new TestServer(_ => throw new InvalidOperationException("nothing is asked"));
        Assert.Equal(ExitCode.Failure, await RunAsync(server, "alerts", "apply", "-f", _file));
        Assert.Contains(place, _cli.Error.ToString(), StringComparison.Ordinal);
    }

    private static Duration Of(int seconds) => new() { Seconds = seconds };

    private Task<int> RunAsync(TestServer server, params string[] arguments) => _cli.RunAsync([.. arguments, "--server", server.Address.ToString(), "--token", "flt_pat_x"]);
}

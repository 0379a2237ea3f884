using System.IO.Compression;
using System.Text.Json;
using Fleet.EndToEnd.Tests.Observations;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Tests.Shared;

namespace Fleet.EndToEnd.Tests.Traces;

/// <summary>From a core that somebody has to an issue, and into a debugger, by the command line.</summary>
public sealed class TraceStoryTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    private readonly Toolbox _tools = new();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public Task A_core_from_anywhere_becomes_an_issue_and_opens_in_gdb_on_SQLite() => StoryAsync(null);

    [Fact]
    public async Task A_core_from_anywhere_becomes_an_issue_and_opens_in_gdb_on_PostgreSQL() => await StoryAsync(await postgres.CreateDatabaseAsync());

    private async Task StoryAsync(string? database)
    {
        Build();
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path, database));
        var cli = new FleetCli(server);
        await cli.ExpectAsync("symbols", "upload", _tools["prog"]);

        // This machine has the program no more: what names there are come from the server.
        File.Delete(_tools["prog"]);
        var uploaded = await cli.JsonAsync("traces", "upload", _tools["core"], "--software-version", "1.4.2", "--wait", "40s");
        var id = Text(uploaded, "trace", "summary", "id");
        Assert.Equal("segv-null", Text(uploaded, "trace", "summary", "class"));
        Assert.Equal("prog", Text(uploaded, "trace", "program"));
        Assert.Equal("TRACE_STATE_DONE", Text(uploaded, "trace", "summary", "state"));
        Assert.Equal("uploaded-cores", Text(uploaded, "trace", "summary", "serial"));

        // The same core, packed otherwise, is known; and nothing is counted twice.
        await using (var file = File.Create(_tools["core.gz"]))
        {
            await using var gzip = new GZipStream(file, CompressionLevel.Fastest);
            await using var core = File.OpenRead(_tools["core"]);
            await core.CopyToAsync(gzip, TestContext.Current.CancellationToken);
        }

        var again = await cli.JsonAsync("traces", "upload", _tools["core.gz"], "--wait", "0s");
        Assert.Equal((id, true), (Text(again, "id"), again.GetProperty("isKnown").GetBoolean()));

        var issue = await IssueAsync(cli);
        Assert.Equal(("segv-null", "1", "1", "1.4.2"), (Text(issue, "class"), Text(issue, "traces"), Text(issue, "devices"), Text(issue, "newestVersion")));
        var number = Text(issue, "id");
        Assert.Contains("#0   fleet_story_crash", await cli.ExpectAsync("issues", "show", number), StringComparison.Ordinal);
        var shown = await cli.ExpectAsync("traces", "show", id, "--locals", "--registers");
        Assert.Matches(@"#0 +fleet_story_crash \(from=0x0\) at .*prog\.c:1  \[prog\]", shown);
        Assert.Matches(@"#1 +main \(\) at .*prog\.c:2  \[prog\]", shown);
        Assert.Matches("rip +0x[0-9a-f]+", shown);
        Assert.Contains(id, await cli.ExpectAsync("traces", "list", "--issue", number, "--filter", "serial = uploaded-cores"), StringComparison.Ordinal);
        await cli.ExpectAsync("issues", "comment", number, "Seen on the bench");
        await cli.ExpectAsync("issues", "assign", number, "ada");
        await cli.ExpectAsync("issues", "resolve", number);
        Assert.Contains("resolved in 1.4.2", await cli.ExpectAsync("issues", "list", "--state", "resolved"), StringComparison.Ordinal);
        Assert.Contains("new  issue", await cli.ExpectAsync("issues", "watch", "--after", "0", "--limit", "1"), StringComparison.Ordinal);

        await DebugAsync(server, id);
        await cli.ExpectAsync("traces", "download", id, "-o", _tools["again.core"], "--symbols", _tools["symbols"]);
        Assert.Equal(await File.ReadAllBytesAsync(_tools["core"], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(_tools["again.core"], TestContext.Current.CancellationToken));
        Assert.True(File.Exists(_tools[$"symbols/sysroot{_tools["prog"]}"]));
        Assert.Equal(3, (await cli.RunAsync("traces", "show", "00000000000000000000000000000001")).ExitCode);
        server.AssertSaysNothingIsWrong();
        await server.StopAsync();
    }

    /// <summary>gdb itself, with the server's files only; what was put there for it goes with it.</summary>
    private async Task DebugAsync(FleetServer server, string id)
    {
        Directory.CreateDirectory(_tools["tmp"]);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["FLEET_SERVER"] = server.Url.AbsoluteUri,
            ["FLEET_TOKEN"] = server.Profile.Token,
            ["TMPDIR"] = _tools["tmp"],
        };
        var seen = (await ChildProcess.RunAsync(BuiltPrograms.Cli, ["traces", "debug", id, "--", "-nx", "-batch", "-ex", "bt", "-ex", "show auto-load"], Within, environment)).ExpectSuccess("fleet traces debug");
        Assert.Contains("fleet_story_crash (from=0x0) at prog.c:1", seen, StringComparison.Ordinal);
        Assert.Contains("main () at prog.c:2", seen, StringComparison.Ordinal);
        Assert.Contains("gdb-scripts:  Auto-loading of canned sequences of commands scripts is off.", seen, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_tools["tmp"]));

        var command = (await ChildProcess.RunAsync(BuiltPrograms.Cli, ["traces", "debug", id, "--folder", _tools["kept"], "--print"], Within, environment)).ExpectSuccess("fleet traces debug --print");
        Assert.StartsWith("gdb -iex 'set auto-load off'", command, StringComparison.Ordinal);
        Assert.Contains("fleet_story_crash (from=0x0) at prog.c:1", _tools.Run("sh", "-c", $"{command.Trim()} -nx -batch -ex bt"), StringComparison.Ordinal);

        var failed = await ChildProcess.RunAsync(BuiltPrograms.Cli, ["traces", "debug", id, "--gdb", _tools["no-such-gdb"]], Within, environment);
        Assert.NotEqual(0, failed.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_tools["tmp"]));
    }

    /// <summary>Rows of lists follow within a second.</summary>
    private static async Task<JsonElement> IssueAsync(FleetCli cli)
    {
        JsonElement issue = default;
        await Eventually.Holds(Within, async () =>
        {
            issue = Assert.Single((await cli.JsonAsync("issues", "list")).GetProperty("issues").EnumerateArray());
            Assert.Equal("1", Text(issue, "traces"));
        });
        return issue;
    }

    private static string Text(JsonElement element, params string[] path) => path.Aggregate(element, (e, name) => e.GetProperty(name)).GetString()!;

    private void Build()
    {
        _tools.Write("prog.c", """
            __attribute__((noinline)) int fleet_story_crash(int *from) { return *from; }
            int main(void) { return fleet_story_crash(0) + 1; }
            """);
        _tools.Run("gcc", "-g", "-O0", "-o", "prog", "prog.c");
        _tools.Run("gdb", "-nx", "-batch", "-iex", "set debuginfod enabled off", "-ex", "run", "-ex", "generate-core-file core", _tools["prog"]);
    }
}

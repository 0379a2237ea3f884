using Fleet.Api.V1;

namespace Fleet.Cli.Tests.Devices;

public sealed class DevicesImportTests : IDisposable
{
    private readonly CliRun _cli = new();
    private readonly List<(bool DryRun, string Serials)> _asked = [];

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_dry_run_says_of_each_line_what_becomes_of_it()
    {
        Assert.Equal(ExitCode.Failure, await ImportAsync("serial,cohort\nnew,x\nold,x\nbad,x\nwrong one,x\n", "--dry-run"));
        Assert.Equal([(true, "new old bad")], _asked);
        Assert.Equal(
            "LINE  SERIAL  BECOMES    ERROR\n"
            + "   2  new     created\n"
            + "   3  old     unchanged\n"
            + "   4          error      line 4, column 2 (cohort): no such\n"
            + "   5          error      line 5, column 1 (serial): 'wrong one' is not a serial ([A-Za-z0-9._:-]{1,128})\n"
            + "would be 1 created, 0 changed, 1 unchanged, 2 errors\n",
            _cli.Out.ToString().Replace("\r", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_with_an_error_changes_nothing_unless_errors_are_skipped()
    {
        const string file = "serial,cohort\nnew,x\nbad,x\n";
        Assert.Equal(ExitCode.Failure, await ImportAsync(file));
        Assert.Equal([(true, "new bad")], _asked);
        Assert.Contains("nothing was changed; --skip-errors", _cli.Error.ToString(), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Failure, await ImportAsync(file, "--skip-errors"));
        Assert.Equal([(true, "new bad"), (false, "new")], _asked.Skip(1));
        Assert.Contains("1 created, 0 changed, 0 unchanged, 1 error", _cli.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_file_is_applied_in_pieces_and_told_as_json()
    {
        var file = "serial\n" + string.Concat(Enumerable.Range(0, 501).Select(i => $"s{i}\n"));
        Assert.Equal(ExitCode.Success, await ImportAsync(file, "--json"));
        Assert.Equal([(true, 500), (true, 1), (false, 500), (false, 1)], _asked.Select(a => (a.DryRun, a.Serials.Split(' ').Length)));
        Assert.StartsWith("""{"applied":true,"created":501,"changed":0,"unchanged":0,"lines":[{"line":2,"serial":"s0","outcome":"created"},""", _cli.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_found() =>
        Assert.Equal(ExitCode.NotFound, await _cli.RunAsync("devices", "import", "/nowhere.csv", "--server", "http://127.0.0.1:1", "--token", "token"));

    private async Task<int> ImportAsync(string content, params string[] options)
    {
        var path = Path.Combine(_cli.Home, "devices.csv");
        await File.WriteAllTextAsync(path, content);
        await using var server = new TestServer(request =>
        {
            var asked = GrpcWebReply.Request<ImportDevicesRequest>(request);
            _asked.Add((asked.DryRun, string.Join(' ', asked.Devices.Select(d => d.Serial))));
            return GrpcWebReply.Of(new ImportDevicesResponse { Results = { asked.Devices.Select(d => Result(d.Serial)) } });
        });
        return await _cli.RunAsync(["devices", "import", path, .. options, "--server", server.Address.ToString(), "--token", "token"]);
    }

    private static ImportResult Result(string serial) => serial switch
    {
        "old" => new ImportResult { Serial = serial, Outcome = ImportOutcome.Unchanged },
        "bad" => new ImportResult { Serial = serial, Outcome = ImportOutcome.Refused, Error = "cohort: no such" },
        _ => new ImportResult { Serial = serial, Outcome = ImportOutcome.Created },
    };
}

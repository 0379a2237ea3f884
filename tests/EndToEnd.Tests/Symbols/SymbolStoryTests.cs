using System.Text.Json;
using Fleet.EndToEnd.Tests.Observations;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Tests.Shared;

namespace Fleet.EndToEnd.Tests.Symbols;

/// <summary>From a build's output by the command line to a debugger that finds it, as a team would do it.</summary>
public sealed class SymbolStoryTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly Toolbox _tools = new();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public Task Symbols_are_uploaded_found_by_gdb_and_deleted_on_SQLite() => StoryAsync(null);

    [Fact]
    public async Task Symbols_are_uploaded_found_by_gdb_and_deleted_on_PostgreSQL() => await StoryAsync(await postgres.CreateDatabaseAsync());

    private async Task StoryAsync(string? database)
    {
        Build();
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path, database));
        var cli = new FleetCli(server);

        // Only the debug file: it is taken, and told to be of no use alone.
        var alone = await cli.JsonAsync("symbols", "upload", _tools["pkg/usr/lib/debug/prog.debug"]);
        Assert.Equal([_tools["pkg/usr/lib/debug/prog.debug"]], Names(alone, "cannotBeUnwound"));

        // A dry run changes nothing.
        var dry = await cli.JsonAsync("symbols", "upload", _tools["p.deb"], "--dry-run");
        Assert.Equal((2, 1, 1), (Number(dry, "found"), Names(dry, "uploaded").Count, Number(dry, "present")));
        Assert.Single((await cli.JsonAsync("symbols", "list")).GetProperty("symbols").EnumerateArray());

        // The package has both, and one program without a build-id.
        var package = await cli.JsonAsync("symbols", "upload", _tools["p.deb"], _tools["p.tar.xz"]);
        Assert.Equal((2, 1, 1, 2), (Number(package, "found"), Names(package, "uploaded").Count, Number(package, "present"), Number(package, "archives")));
        Assert.EndsWith("!./usr/bin/prog", Names(package, "uploaded")[0], StringComparison.Ordinal);
        Assert.EndsWith("!./usr/bin/nameless", Assert.Single(Names(package, "withoutBuildId")), StringComparison.Ordinal);
        Assert.Empty(Names(package, "cannotBeUnwound"));
        Assert.Empty(Names(package, "withoutDwarf"));

        // A program with its split DWARF beside it, twice: the second time nothing is sent.
        Assert.Equal(2, Names(await cli.JsonAsync("symbols", "upload", _tools["split/prog"]), "uploaded").Count);
        Assert.Equal((0, 2), (Names(await cli.JsonAsync("symbols", "upload", _tools["split"]), "uploaded").Count, Number(await cli.JsonAsync("symbols", "upload", _tools["split"]), "present")));
        Assert.Contains("split", await cli.ExpectAsync("symbols", "list", "--name", "PROG.dw?"), StringComparison.Ordinal);

        // gdb has the stripped program and its core and nothing else.
        var trace = Gdb(server, _tools["pkg/usr/bin/prog"]);
        Assert.Contains("fleet_story_crash (from=0x0) at prog.c:1", trace, StringComparison.Ordinal);
        Assert.Contains("main () at prog.c:2", trace, StringComparison.Ordinal);

        var id = (await cli.JsonAsync("symbols", "list", "--name", "prog.debug")).GetProperty("symbols")[0].GetProperty("id").GetString()!;
        Assert.Equal(2, (await cli.JsonAsync("symbols", "show", id)).GetProperty("symbols").GetArrayLength());
        Assert.NotEqual(0, (await cli.RunAsync("symbols", "delete", id)).ExitCode);
        await cli.ExpectAsync("symbols", "delete", id, "--kind", "executable", "--yes");
        Assert.Equal("SYMBOL_KIND_DEBUG", (await cli.JsonAsync("symbols", "show", id)).GetProperty("symbols")[0].GetProperty("kind").GetString());
        Assert.Equal(3, (await cli.RunAsync("symbols", "show", "00112233")).ExitCode);
        Assert.Equal(3, (await cli.RunAsync("symbols", "upload", _tools["nothing"])).ExitCode);
        Assert.Contains("symbols", await cli.ExpectAsync("storage"), StringComparison.Ordinal);
        server.AssertSaysNothingIsWrong();
        await server.StopAsync();
    }

    private static List<string> Names(JsonElement summary, string list) => [.. summary.GetProperty(list).EnumerateArray().Select(name => name.GetString()!)];

    private static int Number(JsonElement summary, string name) => summary.GetProperty(name).GetInt32();

    private void Build()
    {
        _tools.Write("prog.c", """
            __attribute__((noinline)) int fleet_story_crash(int *from) { return *from; }
            int main(void) { return fleet_story_crash(0) + 1; }
            """);
        _tools.Run("gcc", "-g", "-O0", "-o", "prog", "prog.c");
        _tools.Run("mkdir", "-p", "pkg/usr/bin", "pkg/usr/lib/debug", "pkg/DEBIAN", "split");
        _tools.Run("objcopy", "--only-keep-debug", "prog", "pkg/usr/lib/debug/prog.debug");
        _tools.Run("strip", "-o", "pkg/usr/bin/prog", "prog");
        _tools.Run("gcc", "-Wl,--build-id=none", "-s", "-o", "pkg/usr/bin/nameless", "prog.c");
        _tools.Run("tar", "-cJf", "p.tar.xz", "-C", "pkg", ".");
        _tools.Write("pkg/DEBIAN/control", "Package: p\nVersion: 1\nArchitecture: amd64\nMaintainer: a <a@b>\nDescription: d\n");
        _tools.Run("dpkg-deb", "--root-owner-group", "-b", "pkg", "p.deb");
        _tools.Run("gcc", "-gdwarf-4", "-gsplit-dwarf", "-O1", "-o", "split/prog", "prog.c");
        _tools.Run("dwp", "-e", "split/prog", "-o", "split/prog.dwp");
        _tools.Run("sh", "-c", "rm -f split/*.dwo *.dwo");
    }

    /// <summary>A core by gdb itself, then its trace with symbols from the server only.</summary>
    private string Gdb(FleetServer server, string program)
    {
        _tools.Run("gdb", "-nx", "-batch", "-iex", "set debuginfod enabled off", "-ex", "run", "-ex", "generate-core-file core", program);
        var environment = new Dictionary<string, string>
        {
            ["DEBUGINFOD_URLS"] = $"http://any:{server.Profile.Token}@localhost:{server.Port}",
            ["DEBUGINFOD_CACHE_PATH"] = _tools["cache"],
        };
        return _tools.Run(environment, "gdb", "-nx", "-batch", "-iex", "set debuginfod enabled on", "-iex", "set auto-load off", "-ex", "bt", program, "core");
    }
}

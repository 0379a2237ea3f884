using Fleet.Grains.Projects;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Projects;

public sealed class DirectoryGrainTests
{
    private static readonly Credential Key = new("k1", CredentialKind.ProjectKey, "washer", "line 3", new string('a', 64), Noon);

    [Fact]
    public async Task What_was_changed_survives_a_restart()
    {
        var folder = NewFolder();
        long version;
        await using (var fleet = await StartAsync(folder))
        {
            var directory = fleet.ProjectDirectory();
            await directory.CreateProject("washer");
            await directory.AddCredential(Key);
            await directory.AddCredential(Key with { Id = "k2", SecretHash = new string('b', 64), Kind = CredentialKind.ApiToken });
            Assert.Equal(1, (await directory.ChangeConfiguration("washer", new(60_000, true, false, true))).ConfigurationRevision);
            fleet.Clock.NowMs = Noon + 5;
            Assert.True(await directory.Revoke("washer", "k1"));
            version = (await directory.Read(0))!.Version;
        }

        await using (var fleet = await StartAsync(folder))
        {
            var snapshot = (await fleet.ProjectDirectory().Read(0))!;
            Assert.Equal(version, snapshot.Version);
            Assert.Equal([new ProjectInfo("washer", 1, 60_000, Monitoring: true, Debugging: false, Logging: true)], snapshot.Projects);
            Assert.Equal(
                [Key with { RevokedAtMs = Noon + 5 }, Key with { Id = "k2", SecretHash = new string('b', 64), Kind = CredentialKind.ApiToken }], snapshot.Credentials);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_project_has_the_trackers_that_were_set_last()
    {
        await using var fleet = await StartAsync();
        var directory = fleet.ProjectDirectory();
        await directory.CreateProject("washer");
        await directory.CreateProject("dryer");
        var (jira, hub) = (new TrackerSetting("", "jira", "https://jira/new?summary={title}"), new TrackerSetting("", "hub", "https://hub/new?title={title}"));
        await directory.SetTrackers("dryer", [jira]);
        await directory.SetTrackers("washer", [jira, hub]);
        var version = (await directory.Read(0))!.Version;
        await directory.SetTrackers("washer", [hub, jira]);
        Assert.Null(await directory.Read(version));
        Assert.Equal(["hub", "jira"], (await directory.Read(0))!.TrackersOf("washer").Select(t => t.Name));

        await directory.SetTrackers("washer", [hub]);
        Assert.Equal([hub with { Project = "washer" }], (await directory.Read(0))!.TrackersOf("washer"));
        Assert.Equal([jira with { Project = "dryer" }], (await directory.Read(0))!.TrackersOf("dryer"));
        Assert.StartsWith("name:", (await Assert.ThrowsAsync<ArgumentException>(() => directory.SetTrackers("washer", [hub, hub]))).Message);
        Assert.StartsWith("template", (await Assert.ThrowsAsync<ArgumentException>(() => directory.SetTrackers("washer", [hub with { Template = "x" }]))).Message);
        Assert.StartsWith("trackers:", (await Assert.ThrowsAsync<ArgumentException>(() => directory.SetTrackers("washer", [.. Enumerable.Repeat(hub, 17)]))).Message);
        await Assert.ThrowsAsync<ArgumentException>(() => directory.SetTrackers("iron", []));
        Assert.Single((await directory.Read(0))!.TrackersOf("washer"));
    }

    [Fact]
    public async Task Whoever_knows_the_version_gets_nothing_new()
    {
        await using var fleet = await StartAsync();
        var directory = fleet.ProjectDirectory();
        await directory.CreateProject("washer");
        var version = (await directory.Read(0))!.Version;
        Assert.Null(await directory.Read(version));
        await directory.CreateProject("washer");
        Assert.Null(await directory.Read(version));
        await directory.ChangeConfiguration("washer", new(0, true, true, false));
        Assert.Null(await directory.Read(version));
        await directory.ChangeConfiguration("washer", new(Logging: true));
        Assert.NotNull(await directory.Read(version));
    }

    [Fact]
    public async Task Changes_at_the_same_time_do_not_undo_each_other()
    {
        await using var fleet = await StartAsync();
        var directory = fleet.ProjectDirectory();
        await directory.CreateProject("washer");
        await Task.WhenAll(
            directory.ChangeConfiguration("washer", new(ReportIntervalMs: 60_000)),
            directory.ChangeConfiguration("washer", new(Monitoring: false)),
            directory.ChangeConfiguration("washer", new(Debugging: false)),
            directory.ChangeConfiguration("washer", new(Logging: true)));

        Assert.Equal(
            [new ProjectInfo("washer", 4, 60_000, Monitoring: false, Debugging: false, Logging: true)], (await directory.Read(0))!.Projects);
        Assert.Equal(4, (await directory.ChangeConfiguration("washer", new(Logging: true))).ConfigurationRevision);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_by_name()
    {
        await using var fleet = await StartAsync();
        var directory = fleet.ProjectDirectory();
        await directory.CreateProject("washer");
        await directory.AddCredential(Key);
        await AssertRefused("'Wash er' is not a project name", () => directory.CreateProject("Wash er"));
        await AssertRefused("there is no project 'dryer'", () => directory.AddCredential(Key with { Project = "dryer" }));
        await AssertRefused("there is a credential k1 already", () => directory.AddCredential(Key with { SecretHash = new string('c', 64) }));
        await AssertRefused("there is no project 'dryer'", () => directory.ChangeConfiguration("dryer", new(0)));
        await AssertRefused("a report interval of 999 ms", () => directory.ChangeConfiguration("washer", new(999)));
        Assert.False(await directory.Revoke("dryer", "k1"));
        Assert.True(await directory.Revoke("washer", "k1"));
        Assert.False(await directory.Revoke("washer", "k1"));
    }

    [Fact]
    public async Task A_change_that_could_not_be_written_is_not_seen_and_can_be_made_again()
    {
        await using var fleet = await StartAsync();
        var directory = fleet.ProjectDirectory();
        await directory.CreateProject("washer");
        fleet.Execute("grains.db", "alter table orleansstorage rename to away");
        await Assert.ThrowsAnyAsync<Exception>(() => directory.AddCredential(Key));
        fleet.Execute("grains.db", "alter table away rename to orleansstorage");
        Assert.Empty((await directory.Read(0))!.Credentials);
        await directory.AddCredential(Key);
        Assert.Equal([Key], (await directory.Read(0))!.Credentials);
    }

    private static async Task AssertRefused(string message, Func<Task> change) =>
        Assert.Contains(message, (await Assert.ThrowsAnyAsync<ArgumentException>(change)).Message);
}

using System.Runtime.Versioning;
using Fleet.Cli.Profiles;

namespace Fleet.Cli.Tests.Profiles;

[UnsupportedOSPlatform("windows")]
public sealed class ProfileFileTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Written_profile_is_its_owners_alone()
    {
        Assert.Equal(0, await _cli.RunAsync("profile", "set", "--server", "http://a", "--token", "flt_pat_secret-secret"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_cli.ProfilePath));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_cli.ProfilePath)!));
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(_cli.ProfilePath)!));
    }

    [Fact]
    public async Task Setting_one_thing_leaves_the_rest()
    {
        await _cli.RunAsync("profile", "set", "--server", "http://a", "--token", "t", "--project", "p", "--key", "k");
        await _cli.RunAsync("profile", "set", "--project", "q");

        Assert.Equal(new Profile("http://a", "t", "q", "k"), ProfileFile.Of(_cli.Environment).Read());
    }

    [Fact]
    public async Task Show_does_not_show_secrets()
    {
        await _cli.RunAsync("profile", "set", "--token", "flt_pat_abcdefghijklmnop");
        Assert.Equal(0, await _cli.RunAsync("profile", "show"));

        Assert.Contains("flt_pat_abcd...", _cli.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("efgh", _cli.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_that_others_can_read_is_warned_about()
    {
        await _cli.RunAsync("profile", "set", "--server", "http://127.0.0.1:1");
        File.SetUnixFileMode(_cli.ProfilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal(ExitCode.Unreachable, await _cli.RunAsync("projects", "list"));

        Assert.Contains($"chmod 600 {_cli.ProfilePath}", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_that_is_not_one_names_the_line()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_cli.ProfilePath)!);
        await File.WriteAllTextAsync(_cli.ProfilePath, "{\n \"server\": 3\n}", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("projects", "list"));
        Assert.Contains("is not a profile: line 2", _cli.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Place_follows_the_environment()
    {
        _cli.Variables["XDG_CONFIG_HOME"] = "/x";
        Assert.Equal("/x/fleet/profile.json", ProfileFile.Of(_cli.Environment).Path);
        _cli.Variables["FLEET_PROFILE"] = "/y.json";
        Assert.Equal("/y.json", ProfileFile.Of(_cli.Environment).Path);
    }
}

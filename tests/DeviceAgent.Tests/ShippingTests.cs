using System.Diagnostics;
using System.Text.RegularExpressions;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests;

/// <summary>What stands in <c>deploy/</c> is what the agent really is: its names, its version, its places.</summary>
public sealed class ShippingTests : IDisposable
{
    private static readonly string Deploy = Path.Combine(Checkout.Root, "deploy");

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_debian_package_holds_the_agent_under_both_names_its_service_and_a_configuration_that_only_lacks_a_server()
    {
        await RunAsync(Path.Combine(Deploy, "deb", "build"), AgentProcess.BuiltProgram, "amd64", _directory.Path);
        var package = _directory[$"fleetd_{AgentVersion.Number}_amd64.deb"];
        Assert.Equal($"fleetd {AgentVersion.Number} amd64", await RunAsync("dpkg-deb", "--showformat=${Package} ${Version} ${Architecture}", "-W", package));
        await RunAsync("dpkg-deb", "-R", package, _directory["tree"]);

        Assert.Equal(await File.ReadAllBytesAsync(AgentProcess.BuiltProgram), await File.ReadAllBytesAsync(_directory["tree/usr/bin/fleetd"]));
        Assert.Equal("fleetd", new FileInfo(_directory["tree/usr/bin/fleetctl"]).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory["tree/etc/fleetd/fleetd.toml"]));
        Assert.Equal("/etc/fleetd/fleetd.toml\n", await File.ReadAllTextAsync(_directory["tree/DEBIAN/conffiles"]));
        Assert.True(File.Exists(_directory["tree/lib/systemd/system/fleetd.service"]));
        foreach (var script in (string[])["postinst", "prerm", "postrm"])
        {
            await RunAsync("sh", "-n", _directory[$"tree/DEBIAN/{script}"]);
        }

        Assert.Contains(CorePattern.SysctlFile, await File.ReadAllTextAsync(_directory["tree/DEBIAN/prerm"]), StringComparison.Ordinal);
        Assert.Empty(ConfigurationFile.Read(_directory["tree/etc/fleetd/fleetd.toml"], new ConfigurationDraft()));
    }

    [Theory]
    [InlineData("arm64", "no program for arm64")]
    [InlineData("armhf", "amd64 or arm64, not armhf")]
    public async Task A_package_for_another_architecture_than_the_program_is_for_is_not_made(string architecture, string reason)
    {
        using var build = Process.Start(new ProcessStartInfo(Path.Combine(Deploy, "deb", "build"), [AgentProcess.BuiltProgram, architecture, _directory.Path]) { RedirectStandardError = true, UseShellExecute = false })!;
        Assert.Contains(reason, await build.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, build.ExitCode);
        Assert.Empty(Directory.GetFiles(_directory.Path, "*.deb"));
    }

    [Fact]
    public void Each_setting_that_the_shipped_configuration_suggests_is_one()
    {
        var text = File.ReadAllText(Path.Combine(Deploy, "etc", "fleetd.toml"));
        var enabled = Regex.Replace(text, @"^# (?<setting>\w+ = )", "${setting}", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Replace("flt_key_...", "flt_key_x", StringComparison.Ordinal);
        File.WriteAllText(_directory["all.toml"], enabled);
        Assert.Contains("\nurl = ", enabled, StringComparison.Ordinal);
        Assert.Empty(ConfigurationFile.Read(_directory["all.toml"], new ConfigurationDraft()));
    }

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_service()
    {
        // It looks for the program, which is not installed here.
        var service = await File.ReadAllTextAsync(Path.Combine(Deploy, "systemd", "fleetd.service"));
        Assert.Contains("ExecStart=/usr/bin/fleetd\n", service, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_directory["fleetd.service"], service.Replace("/usr/bin/fleetd", AgentProcess.BuiltProgram, StringComparison.Ordinal));
        var said = await RunAsync("sh", "-c", $"systemd-analyze verify '{_directory["fleetd.service"]}' 2>&1 | grep fleetd || true");
        Assert.Equal("", said);
        Assert.Contains($"StateDirectory={Path.GetFileName(new ConfigurationDraft().DataDirectory)}\n", service, StringComparison.Ordinal);
        Assert.Contains($"RuntimeDirectory={Path.GetFileName(Path.GetDirectoryName(ConfigurationDraft.DefaultControlSocket))}\n", service, StringComparison.Ordinal);
    }

    [Fact]
    public void The_yocto_recipe_is_of_this_version_and_names_what_is_there()
    {
        var folder = Path.Combine(Deploy, "yocto", "meta-fleet", "recipes-fleet", "fleetd");
        var recipe = File.ReadAllText(Path.Combine(folder, $"fleetd_{AgentVersion.Number}.bb"));
        var sources = Regex.Match(recipe, "SRC_URI = \"(?<files>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["files"].Value.Split(' ');
        Assert.All(sources, source => Assert.True(File.Exists(Path.Combine(folder, "files", source["file://".Length..])), source));

        var sysctl = recipe.Replace("${bindir}", "/usr/bin", StringComparison.Ordinal).Replace("${sysconfdir}", "/etc", StringComparison.Ordinal);
        Assert.Contains($"'kernel.core_pattern = {CorePattern.Of("/usr/bin/fleetd", [])}'", sysctl, StringComparison.Ordinal);
        Assert.Contains($"'kernel.core_pipe_limit = {CorePattern.PipeLimit}'", sysctl, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(CorePattern.SysctlFile), sysctl, StringComparison.Ordinal);
    }

    /// <summary>Expects success; returns what it printed, without white space around it.</summary>
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors + output);
        return output.Trim();
    }
}

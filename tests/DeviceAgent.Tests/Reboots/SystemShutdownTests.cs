using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Reboots;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Reboots;

namespace Fleet.DeviceAgent.Tests.Reboots;

public sealed class SystemShutdownTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", null)]
    [InlineData("No jobs running.\n", null)]
    [InlineData("512 fleetd.service stop running\n", null)]
    [InlineData("77 reboot.target stop waiting\n", null)]
    [InlineData("512 fleetd.service stop running\n500 reboot.target start waiting\n501 systemd-reboot.service start waiting\n", "user_reset")]
    [InlineData("9 poweroff.target start waiting\n", "user_shutdown")]
    [InlineData("9 halt.target start waiting\n", "user_shutdown")]
    [InlineData("9 kexec.target start waiting\n", "user_reset")]
    public void Systemd_says_it_by_its_jobs(string jobs, string? reason) => Assert.Equal(reason, NameOf(SystemShutdown.OfJobs(jobs)));

    [Theory]
    [InlineData("N 5\n", null)]
    [InlineData("unknown\n", null)]
    [InlineData("", null)]
    [InlineData("5 6\n", "user_reset")]
    [InlineData("5 0\n", "user_shutdown")]
    public void Other_inits_say_it_by_the_run_level(string levels, string? reason) => Assert.Equal(reason, NameOf(SystemShutdown.OfRunLevel(levels)));

    [Fact]
    public async Task The_program_of_the_running_init_is_asked()
    {
        Program("runlevel", "echo '5 6'");
        Program("systemctl", "[ \"$1\" = list-jobs ] && echo '9 poweroff.target start waiting'");
        Assert.Equal(RebootReason.UserReset, await Find());
        Directory.CreateDirectory(_directory["run/systemd/system"]);
        Assert.Equal(RebootReason.UserShutdown, await Find());
    }

    [Fact]
    public async Task A_program_that_hangs_or_is_not_there_says_nothing()
    {
        Assert.Null(await Find());
        Program("runlevel", "exec sleep 1000");
        Assert.Null(await Find());
    }

    [Fact]
    public async Task A_program_that_systemd_kills_with_the_daemon_is_asked_again()
    {
        Program("runlevel", $"echo >> {_directory["tries"]}; [ $(wc -l < {_directory["tries"]}) -lt 3 ] && kill -TERM $$; echo '5 6'");
        Assert.Equal(RebootReason.UserReset, await Find());
    }

    private Task<RebootReason?> Find() => new SystemShutdown(new HostRoots("/proc", "/sys", _directory["run"]), _directory["bin"]).FindAsync();

    private void Program(string name, string script)
    {
        Directory.CreateDirectory(_directory["bin"]);
        File.WriteAllText(_directory[$"bin/{name}"], $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(_directory[$"bin/{name}"], UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    private static string? NameOf(RebootReason? reason) => reason is { } known ? RebootReasonNames.NameOf(known) : null;
}

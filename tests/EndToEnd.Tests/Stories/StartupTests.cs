using System.Net;
using System.Net.Sockets;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary>A Fleet that cannot start says why in one line on stderr and ends with a code that is not zero.</summary>
public sealed class StartupTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Port_in_use_is_said_in_one_line(int offset)
    {
        using var folder = new TemporaryFolder();
        var port = FreePorts.Pair();
        using var other = new TcpListener(IPAddress.Loopback, port + offset);
        other.Start();

        await AssertRefusesAsync(new FleetServerOptions(folder.Path), port, $"port {port + offset} is in use");
    }

    [Fact]
    public async Task Folder_that_another_Fleet_holds_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        await using var first = await FleetServer.StartAsync(new FleetServerOptions(folder.Path));

        await AssertRefusesAsync(new FleetServerOptions(folder.Path), FreePorts.Pair(), $"{folder.Path} is in use by another");

        Assert.False(first.Process.HasExited);
        await first.StopAsync();
    }

    [Fact]
    public Task Folder_that_cannot_be_made_is_said_in_one_line() =>
        AssertRefusesAsync(new FleetServerOptions("/proc/fleet"), FreePorts.Pair(), "cannot write to the data folder /proc/fleet");

    [Fact]
    public Task Folder_that_cannot_be_written_is_said_in_one_line() =>
        AssertRefusesAsync(new FleetServerOptions("/proc/self"), FreePorts.Pair(), "cannot write to the data folder /proc/self");

    [Fact]
    public async Task Folder_whose_files_are_not_a_Fleet_s_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await FleetServer.StartAsync(new FleetServerOptions(folder.Path)))
        {
            await first.StopAsync();
        }

        foreach (var database in Directory.EnumerateFiles(folder.Path, "*.db"))
        {
            await File.WriteAllTextAsync(database, "this is a shopping list and no database");
        }

        await AssertRefusesAsync(new FleetServerOptions(folder.Path), FreePorts.Pair(), folder.Path);
    }

    [Fact]
    public async Task Nothing_is_kept_but_in_the_data_folder_and_the_first_start_has_nothing_to_complain_of()
    {
        using var folder = new TemporaryFolder();
        using var home = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path, Home: home.Path));
        await server.StopAsync();

        server.AssertSaysNothingIsWrong();
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path));
    }

    [Fact]
    public async Task PostgreSQL_that_does_not_answer_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var nobody = FreePorts.Pair();
        var options = new FleetServerOptions(folder.Path, $"Host=localhost;Port={nobody};Username=fleet;Database=fleet;Timeout=3");

        await AssertRefusesAsync(options, FreePorts.Pair(), "PostgreSQL");
    }

    private static async Task AssertRefusesAsync(FleetServerOptions options, int port, string why)
    {
        await using var process = FleetServer.Launch(options, port);

        var code = await process.WaitAsync(Within);

        Assert.True(code is > 0 and < 128, $"code {code}. {process.Describe()}");
        Assert.Empty(process.Output.Lines);
        var line = Assert.Single(process.Errors.Lines);
        Assert.StartsWith("fleet: ", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
    }
}

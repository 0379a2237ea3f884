using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests;

/// <summary>The binary that devices run: published without a warning, small, and doing its work.</summary>
[Trait("Category", "Aot")]
public sealed class AotTests
{
    private const long MaxBinaryBytes = 8 * 1024 * 1024;

    /// <summary>Shared pages of libraries included; what is its own alone is a quarter of it.</summary>
    private const long MaxResidentBytes = 24 * 1024 * 1024;

    private const int Packets = 1000;
    private const int SamplesPerPacket = 3;

    /// <summary>Packets that fit the smallest receive buffer that a kernel gives, should the agent not get a turn meanwhile.</summary>
    private const int Burst = 50;

    private readonly ITestOutputHelper _output;

    public AotTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public async Task The_native_binary_takes_statsd_and_syncs_it()
    {
        var program = await NativeBinary.PublishAsync();
        var size = new FileInfo(program).Length;
        using var directory = new TempDirectory();
        using var server = new FakeServer();
        using var agent = await AgentProcess.StartAsync(program, directory, server.Url);
        using (var sender = new UdpClient())
        {
            foreach (var burst in Enumerable.Range(0, Packets).Chunk(Burst))
            {
                foreach (var i in burst)
                {
                    sender.Send(Encoding.UTF8.GetBytes($"app.gauge:{i}|g\napp.latency:{i}|ms\napp.hits:1|c"), "127.0.0.1", agent.StatsdPort);
                }

                await AgentSmoke.WaitForSamplesAsync(agent, SamplesPerPacket * (burst[^1] + 1));
            }
        }

        var ctl = new ProcessStartInfo(program, ["ctl", "sync", "--control", agent.Control]) { RedirectStandardOutput = true, UseShellExecute = false };
        using (var sync = Process.Start(ctl)!)
        {
            await sync.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Success, sync.ExitCode);
        }

        var report = server.Reports()[^1];
        Assert.Equal(Packets, report["app.hits"].Value);
        Assert.Equal(Packets, report["app.latency"].Count);
        var (resident, anonymous) = agent.Memory;
        _output.WriteLine($"binary {size:N0} bytes, resident {resident:N0} bytes of which {anonymous:N0} its own, report {server.Sizes[^1]:N0} bytes");
        Assert.InRange(size, 1, MaxBinaryBytes);
        Assert.InRange(resident, 1, MaxResidentBytes);
        Assert.Equal(ExitCode.Success, await agent.StopAsync());
    }
}

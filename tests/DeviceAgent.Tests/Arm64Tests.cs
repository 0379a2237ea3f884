using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Elf;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests;

/// <summary>The binary that devices with a 64-bit ARM run: cross-built, and doing its work in an emulator.</summary>
[Trait("Category", "Aot")]
public sealed class Arm64Tests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Its instructions are longer than those of x86-64: the same code is 0.3 MiB larger.</summary>
    private const long MaxBinaryBytes = (8 * 1024 * 1024) + (512 * 1024);

    private const ushort Arm64Machine = 183;
    private const int Packets = 20;
    private const int SamplesPerPacket = 3;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_arm64_binary_is_small_and_for_arm64_and_so_is_its_package()
    {
        var program = await NativeBinary.PublishForArm64Async();
        var size = new FileInfo(program).Length;
        output.WriteLine($"binary {size:N0} bytes");
        Assert.InRange(size, 1, MaxBinaryBytes);
        Assert.True(ElfHeader.TryRead((await File.ReadAllBytesAsync(program, TestContext.Current.CancellationToken)).AsSpan(0, ElfHeader.MaxSize), out var header));
        Assert.Equal((Arm64Machine, true), (header.Machine, header.Is64));

        await RunAsync(Path.Combine(Checkout.Root, "deploy", "deb", "build"), program, "arm64", _directory.Path);
        var package = _directory[$"fleetd_{AgentVersion.Number}_arm64.deb"];
        Assert.Equal($"fleetd {AgentVersion.Number} arm64", await RunAsync("dpkg-deb", "--showformat=${Package} ${Version} ${Architecture}", "-W", package));
    }

    [Fact]
    public async Task The_arm64_binary_takes_statsd_and_syncs_it_over_TLS_to_the_authority_that_it_is_told()
    {
        var command = await Arm64Emulator.CommandAsync(await NativeBinary.PublishForArm64Async());
        using var authority = new TestCertificates();
        await File.WriteAllTextAsync(_directory["ca.pem"], authority.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        using var server = new FakeServer();
        using var front = new TlsFront(authority.Issue("server", TimeProvider.System.GetUtcNow().AddYears(1)), server.Url);
        using var agent = await AgentProcess.StartAsync(command, _directory, front.Url, "--ca-file", _directory["ca.pem"]);
        using (var sender = new UdpClient())
        {
            for (var i = 1; i <= Packets; i++)
            {
                sender.Send(Encoding.UTF8.GetBytes($"app.gauge:{i}|g\napp.latency:{i}|ms\napp.hits:1|c"), "127.0.0.1", agent.StatsdPort);
            }

            await AgentSmoke.WaitForSamplesAsync(agent, SamplesPerPacket * Packets);
        }

        await RunAsync(command[0], [.. command[1..], "ctl", "sync", "--control", agent.Control]);
        var report = server.Reports()[^1];
        Assert.Equal(Packets, report["app.hits"].Value);
        Assert.Equal(Packets, report["app.latency"].Count);
        Assert.Equal(Packets, report["app.gauge"].Value);
        Assert.InRange(report["storage_used_root_pct"].Mean, 0.1, 100);
        Assert.Equal(ExitCode.Success, await agent.StopAsync());
    }

    [Fact]
    public async Task The_arm64_binary_trusts_nobody_but_the_authority_that_it_is_told()
    {
        var command = await Arm64Emulator.CommandAsync(await NativeBinary.PublishForArm64Async());
        using var authority = new TestCertificates();
        using var another = new TestCertificates();
        await File.WriteAllTextAsync(_directory["ca.pem"], another.Authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        using var server = new FakeServer();
        using var front = new TlsFront(authority.Issue("server", TimeProvider.System.GetUtcNow().AddYears(1)), server.Url);
        using var agent = await AgentProcess.StartAsync(command, _directory, front.Url, "--ca-file", _directory["ca.pem"]);
        Assert.Equal(ExitCode.Failure, (await agent.CtlAsync("sync")).Code);
        Assert.Empty(server.Sizes);
    }

    /// <summary>Expects success; returns what it printed, without white space around it.</summary>
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Success, process.ExitCode);
        return text.Trim();
    }
}

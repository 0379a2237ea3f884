using System.Diagnostics;
using System.Text;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Faults;

/// <summary>Networks as devices have them: what is handed over arrives, in order, once.</summary>
public sealed class NetworkFaultTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Thirty_percent_of_packets_lost()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "makes a network namespace and a cable into it, which takes root");
        using var network = new LossyNetwork(0.3);
        using var server = new FakeServer(network.Near);
        using var agent = await AgentProcess.StartInNetworkOfAsync(network.HolderId, _directory, server.Url, "--report-interval", "1h");
        await HandOverAsync(agent, attributes: 40, recordingBytes: 60_000);
        await ArrivesAsync(agent, server, attributes: 40, recordingBytes: 60_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{network.Lost} packets lost");
        Assert.True(network.Lost > 0);
        Assert.Equal(0, await agent.StopAsync());
    }

    [Fact]
    public async Task Two_seconds_of_latency_and_one_kilobyte_a_second()
    {
        using var server = new FakeServer();
        using var link = new SlowLink(server.Url.Port, TimeSpan.FromSeconds(2), bytesPerSecond: 1000);
        using var agent = await AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, link.Url, "--report-interval", "1h");
        await HandOverAsync(agent, attributes: 10, recordingBytes: 6_000);
        await ArrivesAsync(agent, server, attributes: 10, recordingBytes: 6_000);
        Assert.InRange(link.Bytes, 6_000, 40_000);
        Assert.Equal(0, await agent.StopAsync());
    }

    private async Task HandOverAsync(AgentProcess agent, int attributes, int recordingBytes)
    {
        for (var i = 0; i < attributes; i++)
        {
            await agent.ExpectAsync("set", $"k{i:000}", $"{i}");
        }

        await File.WriteAllBytesAsync(_directory["recording.bin"], Noise(recordingBytes), TestContext.Current.CancellationToken);
        await agent.ExpectAsync("record", _directory["recording.bin"]);
    }

    private static async Task ArrivesAsync(AgentProcess agent, FakeServer server, int attributes, int recordingBytes)
    {
        var waited = Stopwatch.StartNew();
        while (Recordings(server).Count == 0)
        {
            await agent.CtlAsync("sync");
            Assert.True(waited.Elapsed < Patience, agent.Errors);
        }

        var numbers = Entries(server).Select(entry => entry.Number).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(i => (long)i), numbers);
        Assert.Equal(Enumerable.Range(0, attributes).Select(i => $"k{i:000}"), Attributes(server));
        Assert.Equal(Noise(recordingBytes), Assert.Single(Recordings(server)));
        Assert.Empty(server.Contradictions);
    }

    private static List<SyncEntry> Entries(FakeServer server)
    {
        lock (server.Entries)
        {
            return [.. server.Entries.Values.OrderBy(entry => entry.Number)];
        }
    }

    private static IEnumerable<string> Attributes(FakeServer server) =>
        Entries(server).Where(entry => entry.Type == (int)EntryType.Attributes).SelectMany(entry => AttributesBody.Decode(entry.Body).Keys);

    private static List<byte[]> Recordings(FakeServer server) =>
        [.. Entries(server).Where(entry => entry.Type == (int)EntryType.Recording).Select(entry => server.Blobs.Complete[EntryAttachment.Find(entry.Type, entry.Body)!.Value.Sha256])];

    /// <summary>Does not compress, and is the same each time.</summary>
    private static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        new Random(1).NextBytes(noise);
        return noise;
    }
}

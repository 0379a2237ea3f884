using System.Net.Sockets;
using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Statsd;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Tests.Statsd;

public sealed class StatsdSocketTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly AgentCounters _counters = new();
    private readonly MetricAggregator _aggregator;
    private readonly Socket _sender = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public StatsdSocketTests() => _aggregator = new MetricAggregator(TimeProvider.System, _counters);

    private string Place => _directory["statsd.sock"];

    public void Dispose()
    {
        _sender.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_real_hot_shots_client_is_understood_with_its_tags()
    {
        using var socket = Start();
        await HotShots.SendToSocketAsync(Place, TestContext.Current.CancellationToken);
        socket.Dispose();
        HotShotsReport.Check(Close(), _counters);
    }

    [Fact]
    public void Nothing_is_lost_however_fast_it_is_sent()
    {
        const int Packets = 20_000;
        using var socket = Start();
        for (var i = 0; i < Packets; i++)
        {
            Send("n:1|c\nm:1|c");
        }

        socket.Dispose();
        var values = Close();
        Assert.Equal(Packets, values["n"].Value);
        Assert.Equal(Packets, values["m"].Value);
    }

    [Fact]
    public void An_empty_datagram_ends_nothing()
    {
        using var socket = Start();
        Send("");
        Send("n:1|c");
        Assert.True(SpinWait.SpinUntil(() => _counters[AgentCounter.StatsdSamples] == 1, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_datagram_that_is_cut_off_is_counted_and_nothing_of_it_taken()
    {
        using var socket = Start();
        Send($"n:1|c\n{new string('\n', 70_000)}m:1|c");
        Send("n:1|c");
        socket.Dispose();
        Assert.Equal(1, Close()["n"].Value);
        Assert.Equal(1, _counters[AgentCounter.StatsdTruncated]);
    }

    [Fact]
    public void Everyone_on_the_device_may_send()
    {
        using var socket = Start();
        Assert.Equal("rw-rw-rw-", Text(File.GetUnixFileMode(Place)));
    }

    [Fact]
    public void The_file_is_removed_at_the_end_and_one_that_was_left_is_replaced()
    {
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
        {
            // Under another name, since .NET cleans up behind itself what a killed process leaves.
            killed.Bind(new UnixDomainSocketEndPoint(_directory["bound.sock"]));
            File.Move(_directory["bound.sock"], Place);
        }

        Assert.True(File.Exists(Place));
        using (Start())
        {
            Send("n:1|c");
        }

        Assert.False(File.Exists(Place));
        Assert.Equal(1, Close()["n"].Value);
    }

    [Fact]
    public void A_socket_whose_file_someone_removed_ends_all_the_same()
    {
        using var socket = Start();
        Send("n:1|c");
        File.Delete(Place);
        socket.Dispose();
        Assert.Equal(1, Close()["n"].Value);
    }

    [Fact]
    public void A_socket_that_answers_and_a_file_that_is_none_are_left_alone()
    {
        using var first = Start();
        Assert.Contains("statsd.socket", Assert.Throws<IOException>(Start).Message, StringComparison.Ordinal);
        Send("n:1|c");
        first.Dispose();
        Assert.Equal(1, Close()["n"].Value);

        File.WriteAllText(Place, "somebody's");
        Assert.Contains("is a file", Assert.Throws<IOException>(Start).Message, StringComparison.Ordinal);
        Assert.Equal("somebody's", File.ReadAllText(Place));
    }

    private StatsdSocket Start()
    {
        var intake = new StatsdIntake(_aggregator, new TagKeys(HotShotsReport.Tags), _counters, new TestLog().Log, TimeProvider.System);
        var socket = new StatsdSocket(Place, intake, _counters);
        socket.Start();
        return socket;
    }

    private void Send(string packet) => _sender.SendTo(Encoding.ASCII.GetBytes(packet), new UnixDomainSocketEndPoint(Place));

    private static string Text(UnixFileMode mode) => string.Concat(
        Enumerable.Range(0, 9).Select(i => ((int)mode & (0x100 >> i)) != 0 ? "rwx"[i % 3] : '-'));

    private Dictionary<string, MetricValue> Close()
    {
        var interval = _aggregator.Close();
        return interval.Columns.Zip(interval.Values).ToDictionary(pair => pair.First.Key, pair => pair.Second);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Collectd;

public sealed class CollectdHttpListenerTests : IAsyncDisposable
{
    private const string Good = """[{"values":[1],"dstypes":["absolute"],"dsnames":["value"],"plugin":"p","type":"t"}]""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AgentCounters _counters = new();
    private readonly TestLog _log = new();
    private readonly MetricAggregator _aggregator;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(CollectdHttpListener Listener, Task Running)> _started = [];

    public CollectdHttpListenerTests() => _aggregator = new MetricAggregator(TimeProvider.System, _counters);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var (listener, running) in _started)
        {
            await running.WaitAsync(Patience);
            listener.Dispose();
        }

        _stop.Dispose();
    }

    [Fact]
    public async Task A_body_of_the_real_collectd_is_taken_and_the_connection_stays()
    {
        var endpoint = Start();
        using var client = await ConnectAsync(endpoint);
        for (var i = 0; i < 3; i++)
        {
            Assert.StartsWith("HTTP/1.1 204 No Content\r\n\r\n", await client.AskAsync(Post(Encoding.ASCII.GetString(Lists.CapturedBody))), StringComparison.Ordinal);
        }

        Assert.Equal(3, _counters[AgentCounter.CollectdPosts]);
        Assert.Contains("load.shortterm", _aggregator.Close().Columns.Select(column => column.Key));
    }

    [Fact]
    public async Task Requests_in_pieces_and_in_a_row_are_read()
    {
        using var client = await ConnectAsync(Start());
        foreach (var b in Encoding.ASCII.GetBytes(Post(Good)))
        {
            await client.SendAsync([b]);
        }

        Assert.StartsWith("HTTP/1.1 204", await client.ReadAsync(), StringComparison.Ordinal);
        await client.SendAsync(Encoding.ASCII.GetBytes(Post(Good) + Post(Good)));
        var answers = await client.ReadAsync();
        while (answers.Split("204").Length < 3)
        {
            answers += await client.ReadAsync();
        }

        Assert.Equal(3, _counters[AgentCounter.CollectdPosts]);
    }

    [Fact]
    public async Task A_client_that_asks_first_is_told_to_go_on()
    {
        using var client = new HttpClient { BaseAddress = Address(Start()) };
        using var request = new HttpRequestMessage(HttpMethod.Post, CollectdHttpListener.Path) { Content = new StringContent(Good, Encoding.UTF8, "application/json") };
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "/collectd", "application/json", 405)]
    [InlineData("POST", "/", "application/json", 404)]
    [InlineData("POST", "/collectd", "text/plain", 415)]
    public async Task Another_method_path_or_type_is_refused_and_counted(string method, string path, string type, int status)
    {
        using var client = new HttpClient { BaseAddress = Address(Start()) };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(Good, new MediaTypeHeaderValue(type)) };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(1, _counters[AgentCounter.CollectdRefusedRequests]);
        Assert.Equal(0, _counters[AgentCounter.CollectdValues]);
    }

    [Fact]
    public async Task A_body_without_length_or_beyond_the_limit_is_refused()
    {
        var endpoint = Start();
        using (var client = await ConnectAsync(endpoint))
        {
            Assert.StartsWith("HTTP/1.1 411", await client.AskAsync("POST /collectd HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"), StringComparison.Ordinal);
        }

        using (var client = await ConnectAsync(endpoint))
        {
            Assert.StartsWith("HTTP/1.1 413", await client.AskAsync($"POST /collectd HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {HttpLimits.Default.BodyBytes + 1}\r\n\r\n"), StringComparison.Ordinal);
        }

        using (var client = await ConnectAsync(endpoint))
        {
            Assert.StartsWith("HTTP/1.1 431", await client.AskAsync($"POST /collectd HTTP/1.1\r\nX: {new string('x', HttpLimits.Default.HeadBytes)}"), StringComparison.Ordinal);
        }

        using (var client = await ConnectAsync(endpoint))
        {
            Assert.StartsWith("HTTP/1.1 400", await client.AskAsync("no HTTP at all\r\n\r\n"), StringComparison.Ordinal);
        }

        Assert.Equal(4, _counters[AgentCounter.CollectdRefusedRequests]);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_refused_counted_and_said()
    {
        using var client = await ConnectAsync(Start());
        Assert.StartsWith("HTTP/1.1 400", await client.AskAsync(Post("PUTVAL x")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 204", await client.AskAsync(Post(Good)), StringComparison.Ordinal);
        Assert.Equal(1, _counters[AgentCounter.CollectdMalformed]);
        Assert.Contains("write_http", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peers_that_say_nothing_or_never_end_are_cut_off_and_hold_no_place()
    {
        var limits = new HttpLimits { Connections = 2, Idle = TimeSpan.FromMilliseconds(200), Request = TimeSpan.FromMilliseconds(200) };
        var endpoint = Start(limits);
        using var silent = await ConnectAsync(endpoint);
        using var slow = await ConnectAsync(endpoint);
        await slow.SendAsync("POST /collectd HTTP/1.1\r\nContent-Le"u8.ToArray());
        using var client = await ConnectAsync(endpoint);
        Assert.StartsWith("HTTP/1.1 204", await client.AskAsync(Post(Good)), StringComparison.Ordinal);
        Assert.Equal("", await silent.ReadAsync());
        Assert.Equal("", await slow.ReadAsync());
    }

    [Fact]
    public async Task Garbage_of_any_kind_leaves_it_serving()
    {
        var endpoint = Start();
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            using var garbage = await ConnectAsync(endpoint);
            var bytes = new byte[random.Next(1, 3 * HttpLimits.Default.HeadBytes)];
            random.NextBytes(bytes);
            await garbage.SendAsync(bytes);
        }

        using var client = await ConnectAsync(endpoint);
        Assert.StartsWith("HTTP/1.1 204", await client.AskAsync(Post(Good)), StringComparison.Ordinal);
    }

    private IPEndPoint Start(HttpLimits? limits = null)
    {
        var intake = new CollectdIntake(_aggregator, new KeepList(["*"]), _counters, TimeProvider.System);
        var complaints = new CollectdComplaints(_log.Log, TimeProvider.System);
        var listener = new CollectdHttpListener(new IPEndPoint(IPAddress.Loopback, 0), intake, _counters, complaints, _log.Log, limits ?? HttpLimits.Default);
        _started.Add((listener, Task.Run(() => listener.RunAsync(_stop.Token))));
        return listener.EndPoint;
    }

    private static Uri Address(IPEndPoint endpoint) => new($"http://{endpoint}");

    private static string Post(string body) =>
        $"POST /collectd HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private static async Task<Client> ConnectAsync(IPEndPoint endpoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endpoint, TestContext.Current.CancellationToken);
        return new Client(socket);
    }

    /// <summary>A peer that sends what it is told, byte by byte.</summary>
    private sealed class Client(Socket socket) : IDisposable
    {
        public async Task SendAsync(byte[] bytes) => await socket.SendAsync(bytes, TestContext.Current.CancellationToken);

        /// <summary>What comes next; empty at the end, also when that is a reset.</summary>
        public async Task<string> ReadAsync()
        {
            using var patience = new CancellationTokenSource(Patience);
            var buffer = new byte[4096];
            try
            {
                return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, patience.Token));
            }
            catch (SocketException)
            {
                return "";
            }
        }

        public async Task<string> AskAsync(string request)
        {
            await SendAsync(Encoding.UTF8.GetBytes(request));
            return await ReadAsync();
        }

        public void Dispose() => socket.Dispose();
    }
}

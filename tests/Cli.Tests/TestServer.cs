using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fleet.Cli.Tests;

/// <summary>Takes requests on a real socket and answers whatever bytes a test wants, however wrong.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<TestRequest, byte[]?> _answer;
    private readonly bool _hangsUp;
    private readonly Task _accepting;

    /// <param name="answer">Bytes of the answer; null closes the connection without one.</param>
    /// <param name="hangsUp">Closes the connection after an answer that <see cref="Reply"/> did not make, as a server that died in mid-sentence.</param>
    public TestServer(Func<TestRequest, byte[]?> answer, bool hangsUp = false)
    {
        _answer = answer;
        _hangsUp = hangsUp;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public static byte[] Reply(int status, byte[] body, string headers = "") =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), .. body];

    public static byte[] Raw(string text) => Encoding.Latin1.GetBytes(text);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private static bool IsReply(ReadOnlySpan<byte> answer) => answer.Length > 14 && answer[12..].StartsWith(" X\r\n"u8) && answer.IndexOf("\r\n\r\n"u8) > 0;

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token), connections.Count));
            }
        }
        catch (Exception e) when (_end.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using (client)
        {
            var stream = client.GetStream();
            try
            {
                while (await ReadAsync(stream, number) is { } request && _answer(request) is { } bytes)
                {
                    await stream.WriteAsync(bytes, _end.Token);
                    if (_hangsUp && !IsReply(bytes))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<TestRequest?> ReadAsync(NetworkStream stream, int number)
    {
        var head = new ArrayBufferWriter<byte>();
        while (!head.WrittenSpan.EndsWith("\r\n\r\n"u8))
        {
            if (await stream.ReadAsync(head.GetMemory(1)[..1], _end.Token) == 0)
            {
                return null;
            }

            head.Advance(1);
        }

        var request = new TestRequest(number, Encoding.ASCII.GetString(head.WrittenSpan), []);
        var body = new byte[int.Parse(request.Header("Content-Length") ?? "0")];
        await stream.ReadExactlyAsync(body, _end.Token);
        return string.Equals(request.Header("Transfer-Encoding"), "chunked", StringComparison.Ordinal)
            ? request with { Body = await ReadChunksAsync(stream) }
            : request with { Body = body };
    }

    private async Task<byte[]> ReadChunksAsync(NetworkStream stream)
    {
        var body = new List<byte>();
        while (true)
        {
            var line = new List<byte>();
            var one = new byte[1];
            while (line is not [.., (byte)'\r', (byte)'\n'])
            {
                await stream.ReadExactlyAsync(one, _end.Token);
                line.Add(one[0]);
            }

            var chunk = new byte[Convert.ToInt32(Encoding.ASCII.GetString([.. line]).Trim(), 16) + 2];
            await stream.ReadExactlyAsync(chunk, _end.Token);
            body.AddRange(chunk[..^2]);
            if (chunk.Length == 2)
            {
                return [.. body];
            }
        }
    }
}

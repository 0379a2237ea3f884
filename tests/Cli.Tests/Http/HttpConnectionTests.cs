using System.Text;
using Fleet.Cli.Http;

namespace Fleet.Cli.Tests.Http;

public sealed class HttpConnectionTests
{
    [Fact]
    public async Task Replies_of_one_connection_come_one_after_the_other()
    {
        var count = 0;
        await using var server = new TestServer(request => TestServer.Reply(200, Encoding.ASCII.GetBytes($"{request.Connection}:{count++}")));
        using var connection = await HttpConnection.ConnectAsync(server.Address, TestContext.Current.CancellationToken);

        Assert.Equal("0:0", Text(await ExchangeAsync(connection)));
        Assert.Equal("0:1", Text(await ExchangeAsync(connection)));
    }

    [Fact]
    public async Task Request_has_the_length_the_key_and_the_body()
    {
        TestRequest? seen = null;
        await using var server = new TestServer(request =>
        {
            seen = request;
            return TestServer.Reply(200, []);
        });
        using var connection = await HttpConnection.ConnectAsync(server.Address, TestContext.Current.CancellationToken);
        var buffer = new HttpRequestBuffer(new Uri(server.Address, "/base/"), "/device/v1/sync", "application/msgpack", "flt_key_x");
        var body = Enumerable.Range(0, 3000).Select(i => (byte)i).ToArray();
        System.Buffers.BuffersExtensions.Write(buffer.Begin(), body);
        buffer.Complete();
        await connection.SendAsync(buffer.Request, TestContext.Current.CancellationToken);
        await connection.ReceiveAsync(TestContext.Current.CancellationToken);

        Assert.Equal("/base/device/v1/sync", seen!.Path);
        Assert.Equal("Bearer flt_key_x", seen.Header("Authorization"));
        Assert.Equal("application/msgpack", seen.Header("Content-Type"));
        Assert.Equal(server.Address.Authority, seen.Header("Host"));
        Assert.Equal(body, seen.Body);
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Busy\r\nretry-after: 7\r\ncontent-LENGTH:  2 \r\n\r\nok", 503, "ok", 7, true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 200, "", null, false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x", null, false)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "", null, true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n", 200, "abcde", null, true)]
    public async Task Reply_is_understood(string bytes, int status, string body, int? retryAfter, bool keepAlive)
    {
        await using var server = new TestServer(_ => TestServer.Raw(bytes));
        using var connection = await HttpConnection.ConnectAsync(server.Address, TestContext.Current.CancellationToken);
        var reply = await ExchangeAsync(connection);

        Assert.Equal(status, reply.Status);
        Assert.Equal(body, Text(reply));
        Assert.Equal(retryAfter, (int?)reply.RetryAfter?.TotalSeconds);
        Assert.Equal(keepAlive, reply.KeepAlive);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "neither Content-Length nor chunks")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "not an HTTP/1.1 reply")]
    [InlineData("\r\n\r\n", "not an HTTP/1.1 reply")]
    [InlineData("HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n", "not an HTTP/1.1 reply")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "Content-Length '-1'")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n", "Content-Length '1e3'")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "Content-Length '99999999999'")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n", "Content-Length '5000000'")]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n\r\n", "'no header' is not a header")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "Transfer-Encoding 'gzip'")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "the size of a chunk")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", "the size of a chunk")]
    public async Task Garbage_is_refused_with_what_is_wrong(string bytes, string problem)
    {
        await using var server = new TestServer(_ => TestServer.Raw(bytes));
        using var connection = await HttpConnection.ConnectAsync(server.Address, TestContext.Current.CancellationToken);

        var e = await Assert.ThrowsAsync<HttpReplyException>(() => ExchangeAsync(connection));
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_without_end_is_refused()
    {
        await using var server = new TestServer(_ => TestServer.Raw("HTTP/1.1 200 OK\r\n" + new string('x', 100_000)));
        using var connection = await HttpConnection.ConnectAsync(server.Address, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<HttpReplyException>(() => ExchangeAsync(connection));
    }

    [Fact]
    public async Task Reply_cut_anywhere_is_an_error_and_never_a_short_reply()
    {
        var whole = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
        var length = 0;
        await using var server = new TestServer(_ => whole[..length], hangsUp: true);
        for (; length < whole.Length; length++)
        {
            using var connection = await HttpConnection.ConnectAsync(server.Address, TestContext.Current.CancellationToken);
            await Assert.ThrowsAnyAsync<IOException>(() => ExchangeAsync(connection));
        }

        using var last = await HttpConnection.ConnectAsync(server.Address, TestContext.Current.CancellationToken);
        Assert.Equal("0123456789", Text(await ExchangeAsync(last)));
    }

    [Fact]
    public async Task Closing_the_connection_ends_the_wait_for_a_silent_server()
    {
        await using var server = new TestServer(_ => []);
        var connection = await HttpConnection.ConnectAsync(server.Address, TestContext.Current.CancellationToken);
        var waiting = ExchangeAsync(connection);
        Assert.False(waiting.IsCompleted);
        connection.Dispose();

        var e = await Assert.ThrowsAnyAsync<Exception>(() => waiting);
        Assert.True(e is IOException or ObjectDisposedException, e.ToString());
    }

    private static async Task<HttpReply> ExchangeAsync(HttpConnection connection)
    {
        await connection.SendAsync(Request(new Uri("http://device")).Request, TestContext.Current.CancellationToken);
        return await connection.ReceiveAsync(TestContext.Current.CancellationToken);
    }

    private static HttpRequestBuffer Request(Uri server)
    {
        var buffer = new HttpRequestBuffer(server, "/", "text/plain", bearer: null);
        buffer.Begin();
        buffer.Complete();
        return buffer;
    }

    private static string Text(HttpReply reply) => Encoding.ASCII.GetString(reply.Body.Span);
}

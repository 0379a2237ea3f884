using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Fleet.Cli.Connection;

namespace Fleet.Cli.Tests.Connection;

public sealed class TusClientTests
{
    private const int Length = 40;

    private readonly NoWaiting _time = new();

    [Fact]
    public async Task An_upload_that_gets_on_may_break_off_as_often_as_the_link_does()
    {
        // 39 times: once for each byte but the last.
        Assert.True(await UploadAsync(new BrokenLink(advance: 1)));
    }

    [Fact]
    public async Task A_connection_that_breaks_while_it_is_made_is_one_that_broke_off()
    {
        // Which the runtime tells by an exception of another kind.
        Assert.True(await UploadAsync(new BrokenLink(advance: 1) { Failure = () => new SocketException((int)SocketError.NotConnected) }));
    }

    [Fact]
    public async Task An_upload_that_stands_still_is_given_up()
    {
        var link = new BrokenLink(advance: 0);
        await Assert.ThrowsAsync<HttpRequestException>(() => UploadAsync(link));
        Assert.Equal(10, link.Appends);
    }

    [Fact]
    public async Task A_server_that_asks_for_hours_is_asked_again_within_a_minute()
    {
        Assert.True(await UploadAsync(new BrokenLink(advance: Length) { RetryAfter = TimeSpan.FromHours(5) }));
        Assert.Equal([TimeSpan.FromMinutes(1)], _time.Pauses);
    }

    private async Task<bool> UploadAsync(BrokenLink link)
    {
        var target = new Target(new Uri("http://fleet"), "token", "default", null);
        using var http = UploadHttp.Create(target, target.Token, link);
        var client = new TusClient(http, target, _time, "/api/v1/uploads", "API token");
        return await client.UploadAsync(
            SHA256.HashData(new byte[Length]), Length, from => new MemoryStream(new byte[Length - from]), TestContext.Current.CancellationToken);
    }

    /// <summary>In which every pause is over at once.</summary>
    private sealed class NoWaiting : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    /// <summary>Takes some bytes of each append and breaks off before the end.</summary>
    private sealed class BrokenLink(int advance) : HttpMessageHandler
    {
        private int _offset;

        public int Appends { get; private set; }

        public Func<Exception> Failure { get; init; } = () => new HttpRequestException("the connection broke off");

        /// <summary>What the first request is answered with, busy.</summary>
        public TimeSpan? RetryAfter { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Answer(request));

        private HttpResponseMessage Answer(HttpRequestMessage request)
        {
            if (RetryAfter is { } pause)
            {
                RetryAfter = null;
                var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
                busy.Headers.RetryAfter = new(pause);
                return busy;
            }

            if (request.Method == HttpMethod.Post)
            {
                var created = new HttpResponseMessage(HttpStatusCode.Created);
                created.Headers.Location = new Uri("/api/v1/uploads/1", UriKind.Relative);
                return created;
            }

            if (request.Method == HttpMethod.Head)
            {
                var head = new HttpResponseMessage(HttpStatusCode.OK);
                head.Headers.Add("Upload-Offset", $"{_offset}");
                return head;
            }

            Appends++;
            _offset += advance;
            return _offset >= Length ? new HttpResponseMessage(HttpStatusCode.NoContent) : throw Failure();
        }
    }
}

using System.IO.Pipelines;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Hosting;
using Fleet.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Gateway.Tests.Devices;

public sealed class SyncBodyTests(GatewayServer server)
{
    /// <summary>Takes two seconds on the slowest link.</summary>
    private const int Length = 2 * ProtocolLimits.SlowestBytesPerSecond;

    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new();

    [Fact]
    public async Task A_body_that_comes_in_pieces_before_the_deadline_is_taken_whole()
    {
        var read = SyncBody.ReadAsync(_pipe.Reader, Length, _time, default);
        await _pipe.Writer.WriteAsync(new byte[] { 1, 2 });
        _time.Advance(SyncBody.DeadlineOf(Length) - TimeSpan.FromTicks(1));
        await _pipe.Writer.WriteAsync(new byte[] { 3 });
        await _pipe.Writer.CompleteAsync();

        Assert.Equal([1, 2, 3], await read);
    }

    [Fact]
    public async Task A_body_that_trickles_is_given_up_at_the_deadline()
    {
        var read = SyncBody.ReadAsync(_pipe.Reader, Length, _time, default);
        await _pipe.Writer.WriteAsync(new byte[] { 1, 2 });
        _time.Advance(SyncBody.DeadlineOf(Length));

        var refused = await Assert.ThrowsAsync<BadHttpRequestException>(async () => await read);
        Assert.Equal(StatusCodes.Status408RequestTimeout, refused.StatusCode);
    }

    [Fact]
    public async Task A_caller_who_goes_away_is_no_timeout()
    {
        using var aborted = new CancellationTokenSource();
        var read = SyncBody.ReadAsync(_pipe.Reader, Length, _time, aborted.Token);
        await aborted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
    }

    [Fact]
    public async Task A_slow_body_is_answered_with_408_and_gives_its_place_back()
    {
        var budget = new InFlightBudget();
        var endpoint = ActivatorUtilities.CreateInstance<SyncEndpoint>(server.Services, budget, _time);
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new SlowBody(_pipe.Reader));
        context.Request.ContentType = "application/msgpack";
        context.Request.ContentLength = Length;
        using var text = new MemoryStream();
        context.Response.Body = text;

        var handling = endpoint.HandleAsync(context);
        Assert.False(budget.TryEnter(InFlightBudget.MaxBytes));
        _time.Advance(SyncBody.DeadlineOf(Length));
        await handling;

        Assert.Equal(StatusCodes.Status408RequestTimeout, context.Response.StatusCode);
        Assert.Equal("close", context.Response.Headers.Connection);
        Assert.Contains("32 s", System.Text.Encoding.UTF8.GetString(text.ToArray()), StringComparison.Ordinal);
        Assert.True(budget.TryEnter(InFlightBudget.MaxBytes));
    }

    private sealed class SlowBody(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}

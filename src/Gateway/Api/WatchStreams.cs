using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Fleet.Gateway.Api;

/// <summary>Streams that tell of events as they come: as many at a time as the server can look for, and all of them end when it stops, each with where to go on.</summary>
/// <param name="what">What is watched, in the plural, for the error.</param>
/// <param name="lifetime">Of the server.</param>
internal sealed class WatchStreams(string what, IHostApplicationLifetime lifetime)
{
    /// <summary>At a time: each costs a small query several times a second.</summary>
    private const int Max = 200;

    private int _count;

    /// <summary>Tells until the caller has had enough, or the server stops.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED; UNAVAILABLE when the server stops; and what <paramref name="tell"/> throws.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> tell, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _count) > Max)
        {
            Interlocked.Decrement(ref _count);
            throw ApiErrors.Exhausted($"{what} are watched by {Max} callers already");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        try
        {
            await tell(either.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the server stops; watch again from the last event's position"));
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}

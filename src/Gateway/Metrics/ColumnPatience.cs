using Fleet.Gateway.Api;

namespace Fleet.Gateway.Metrics;

/// <summary>How long one question may keep the engine of the column files busy.</summary>
internal static class ColumnPatience
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED.</exception>
    public static async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return await ask(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw ApiErrors.Exhausted($"the question takes longer than {Patience.TotalSeconds} s; choose a shorter range or fewer devices");
        }
    }
}

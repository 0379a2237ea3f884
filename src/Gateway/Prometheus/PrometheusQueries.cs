using Fleet.Domain.Prometheus;
using Fleet.Gateway.Devices;
using Fleet.Grains;
using Fleet.Grains.Metrics;

namespace Fleet.Gateway.Prometheus;

/// <summary>Answers queries: plan, read, evaluate. So many at a time, and none for longer than it may take.</summary>
internal sealed class PrometheusQueries(IGrainFactory grains, DeviceQueries devices, SampleSource samples, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _room = new(PrometheusLimits.ConcurrentQueries);

    public void Dispose() => _room.Dispose();

    /// <summary>The value of an expression, and what it should be read with.</summary>
    /// <exception cref="PrometheusException">There is none; it says why.</exception>
    public Task<(PromValue Value, IReadOnlyCollection<string> Warnings)> EvaluateAsync(
        string project, PromExpression expression, EvaluationGrid grid, TimeSpan timeout, CancellationToken aborted) =>
        BoundedAsync(timeout, async cancellation =>
        {
            var selection = await SelectionAsync(project, cancellation);
            var plan = ReadPlan.Of(expression, grid);
            var read = await samples.LoadAsync(project, plan, grid, selection, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
            try
            {
                var value = new PromEvaluator(grid, read, cancellation).Evaluate(expression);
                return (value, (IReadOnlyCollection<string>)selection.Warnings);
            }
            catch (PromEvaluationException e)
            {
                throw PrometheusException.Execution(e.Message, e);
            }
        }, aborted);

    public async Task<SeriesSelection> SelectionAsync(string project, CancellationToken cancellation) =>
        new(project, await NamingAsync(project), grains, devices, cancellation);

    public async Task<MetricNaming> NamingAsync(string project) => new(await grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project)).List());

    /// <summary>Does something when there is room, within a time.</summary>
    /// <exception cref="PrometheusException">It took too long.</exception>
    public async Task<T> BoundedAsync<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> action, CancellationToken aborted)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, aborted);
        try
        {
            await _room.WaitAsync(either.Token);
            try
            {
                return await action(either.Token);
            }
            finally
            {
                _room.Release();
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw PrometheusException.TimedOut(timeout);
        }
    }
}

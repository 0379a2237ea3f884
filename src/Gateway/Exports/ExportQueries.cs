using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Metrics;
using Fleet.Gateway.Sets;
using Fleet.Grains.Exports;

namespace Fleet.Gateway.Exports;

/// <summary>Exports of reports' values.</summary>
internal sealed class ExportQueries(MetricExport exports, MetricQueries metrics, ColumnQuestions columns, DeviceQueries devices, DeviceSetQueries sets, TimeProvider time)
{
    /// <summary>Exports of all callers that are being written or downloaded. Each may be some gigabytes on the disk.</summary>
    private const int MaxAtOnce = 4;

    /// <summary>For the writing, with waiting for others. The largest allowed takes a minute or two on two cores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private int _underWay;

    /// <summary>Writes an export. <see cref="End"/> must be called once it was read, and when this fails.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, NOT_FOUND, RESOURCE_EXHAUSTED.</exception>
    /// <exception cref="Grains.StoreUnavailableException">The disk is full, or files change faster than they can be read.</exception>
    public async Task<(ExportedFile File, TimeRange Range)> BeginAsync(string project, ExportParameters parameters, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _underWay) > MaxAtOnce)
        {
            throw ApiErrors.Exhausted($"{MaxAtOnce} exports are being written or downloaded; try again when one has ended");
        }

        var range = QueryRange.Of(parameters.Start, parameters.End, time.GetUtcNow());
        var request = new ExportRequest
        {
            Project = project,
            FromMs = range.FromMs,
            ToMs = range.ToMs,
            DeviceIds = await DevicesAsync(project, parameters, cancellation),
            Metrics = await MetricsAsync(project, parameters.Metrics),
            Format = parameters.Format,
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return (await exports.WriteAsync(request, patience.Token), range);
        }
        catch (ExportTooLargeException e)
        {
            throw ApiErrors.Invalid(e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw ApiErrors.Exhausted($"the export takes longer than {Patience.TotalMinutes} min; choose a shorter range, fewer metrics or fewer devices");
        }
    }

    /// <summary>An export that was begun is over.</summary>
    public void End() => Interlocked.Decrement(ref _underWay);

    private async Task<IReadOnlyList<long>?> DevicesAsync(string project, ExportParameters parameters, CancellationToken cancellation)
    {
        if (parameters.Serial.Length > 0)
        {
            return [(await devices.FindAsync(project, parameters.Serial, cancellation)).DeviceId];
        }

        var filter = parameters.Set.Length > 0 ? (await sets.GetAsync(project, parameters.Set, cancellation)).Set.Definition.Filter : parameters.Filter;
        return await columns.DevicesAsync(project, filter, cancellation);
    }

    private async Task<List<string>> MetricsAsync(string project, IReadOnlyList<string> keys)
    {
        var found = new List<string>();
        foreach (var key in keys)
        {
            found.Add((await metrics.FindMetricAsync(project, key)).Key);
        }

        return found;
    }
}

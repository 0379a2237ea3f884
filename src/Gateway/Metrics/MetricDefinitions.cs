using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Gateway.Metrics;

/// <summary>What a project's metrics are, and what operators say of them.</summary>
internal sealed class MetricDefinitions(IGrainFactory grains)
{
    /// <summary>All metrics of a project, by key.</summary>
    public Task<IReadOnlyList<MetricInfo>> ListAsync(string project) => CatalogOf(project).List();

    /// <summary>The metric of a project with a key, of any kind.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT or NOT_FOUND.</exception>
    public async Task<MetricInfo> GetAsync(string project, string key) => await CatalogOf(project, key).Find(key) ?? throw NotFound(project, key);

    /// <summary>Changes what is given.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT or NOT_FOUND.</exception>
    public Task<MetricInfo> ChangeAsync(UpdateMetricRequest request) => ChangeAsync(
        request.Project, request.Metric, catalog => catalog.Change(request.Metric, MetricMessages.Of(request)));

    /// <summary>Gives a metric another name.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT or NOT_FOUND.</exception>
    public Task<MetricInfo> RenameAsync(RenameMetricRequest request) => KeyTable.IsValidKey(request.NewKey)
        ? ChangeAsync(request.Project, request.Metric, catalog => catalog.Rename(request.Metric, request.NewKey))
        : throw ApiErrors.Invalid("new_key", $"must be the key of a metric ([A-Za-z0-9._:/@%+-], 1 to {Protocol.ProtocolLimits.MaxKeyLength})");

    /// <summary>How many metrics there are and may be.</summary>
    public Task<MetricGuard> GuardAsync(string project) => CatalogOf(project).Guard();

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public async Task<MetricGuard> SetLimitAsync(string project, int limit)
    {
        try
        {
            return await CatalogOf(project).SetLimit(limit);
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid(e.Message);
        }
    }

    private async Task<MetricInfo> ChangeAsync(string project, string key, Func<IMetricCatalogGrain, Task<MetricInfo?>> change)
    {
        try
        {
            return await change(CatalogOf(project, key)) ?? throw NotFound(project, key);
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid(e.Message);
        }
    }

    private static Grpc.Core.RpcException NotFound(string project, string key) => ApiErrors.NotFound($"project '{project}' has no metric '{key}'");

    private IMetricCatalogGrain CatalogOf(string project) => grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project));

    private IMetricCatalogGrain CatalogOf(string project, string key) =>
        KeyTable.IsValidKey(key) ? CatalogOf(project) : throw ApiErrors.Invalid("metric", "must be the key of a metric");
}

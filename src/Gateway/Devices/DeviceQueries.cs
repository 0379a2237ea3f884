using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Domain.Devices.Filters;
using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Gateway.Metrics;
using Fleet.Grains;
using Fleet.Grains.Columns;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Devices;

namespace Fleet.Gateway.Devices;

/// <summary>Questions about devices, for the query API and the pages alike.</summary>
internal sealed class DeviceQueries(IDeviceDirectory devices, FilterWindows windows, AccessDirectory access, IGrainFactory grains, TimeProvider time)
{
    public async Task<ListDevicesResponse> ListAsync(ListDevicesRequest request, CancellationToken cancellation)
    {
        var size = PageSize.Of(request.PageSize);
        var query = await ParseAsync(request.Project, request.Filter, cancellation);
        var after = request.PageToken.Length == 0 ? "" : PageToken.ReadText(request.PageToken);
        var found = await devices.ListAsync(request.Project, query, after, size + 1, cancellation);
        var project = access.Table?.FindProject(request.Project);
        var answer = new ListDevicesResponse { TotalSize = await devices.CountAsync(request.Project, query, cancellation) };
        answer.Devices.AddRange(found.Take(size).Select(d => DeviceMessages.Of(d, WantedConfiguration.RevisionOf(project, d.SettingsRevision))));
        if (found.Count > size)
        {
            answer.NextPageToken = PageToken.Write(found[size - 1].Serial);
        }

        return answer;
    }

    public Task<IReadOnlyList<string>> CohortsAsync(string project, CancellationToken cancellation) => devices.CohortsAsync(project, cancellation);

    public async Task<Device> GetAsync(string project, string serial, CancellationToken cancellation)
    {
        var view = await FindAsync(project, serial, cancellation);
        var metrics = await grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project)).List();
        return DeviceMessages.WithLatest(view, WantedConfiguration.RevisionOf(access.Table?.FindProject(project), view.SettingsRevision), metrics);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT or NOT_FOUND.</exception>
    public async Task<DeviceView> FindAsync(string project, string serial, CancellationToken cancellation)
    {
        if (!DeviceSerial.IsValid(serial))
        {
            throw ApiErrors.Invalid("serial", $"must match {DeviceSerial.Pattern}");
        }

        return await devices.FindAsync(new DeviceKey(project, serial), cancellation)
            ?? throw ApiErrors.NotFound($"device '{serial}' never was in contact with project '{project}'");
    }

    /// <summary>Which devices a filter's text asks for, as of now.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, or RESOURCE_EXHAUSTED when its windows take too long.</exception>
    public async Task<DeviceQuery> ParseAsync(string project, string text, CancellationToken cancellation)
    {
        var filter = ParseFilter(text);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var keys = filter.MetricKeys.ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            return DeviceQuery.Any with { Filter = filter, NowMs = now };
        }

        var metrics = await grains.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(project)).List();
        var query = new DeviceQuery(filter, now, metrics.Where(m => keys.Contains(m.Key)).ToDictionary(m => m.Key, m => m.Id, StringComparer.Ordinal));
        return filter.WindowConditions.Any()
            ? await ColumnPatience.WithinAsync(token => windows.ResolveAsync(project, query, token), cancellation)
            : query;
    }

    private static DeviceFilter ParseFilter(string text)
    {
        try
        {
            return DeviceFilterParser.Parse(text);
        }
        catch (DeviceFilterException e)
        {
            throw ApiErrors.Invalid("filter", e.Message);
        }
    }
}

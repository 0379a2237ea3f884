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
    /// <summary>Devices of a page that have their attributes with them: a quarter of a megabyte as a rule.</summary>
    private const int MaxWithAttributes = 200;

    public async Task<ListDevicesResponse> ListAsync(ListDevicesRequest request, CancellationToken cancellation)
    {
        var size = PageSize.Of(request.PageSize, max: request.WithAttributes ? MaxWithAttributes : PageSize.Max);
        var query = await ParseAsync(request.Project, request.Filter, cancellation);
        var after = request.PageToken.Length == 0 ? "" : PageToken.ReadText(request.PageToken);
        var found = await (request.WithAttributes
            ? devices.ListWithLatestAsync(request.Project, query, after, size + 1, cancellation)
            : devices.ListAsync(request.Project, query, after, size + 1, cancellation));
        var project = access.Table?.FindProject(request.Project);
        var answer = new ListDevicesResponse { TotalSize = await devices.CountAsync(request.Project, query, cancellation) };
        answer.Devices.AddRange(found.Take(size).Select(d => DeviceMessages.WithAttributes(d, WantedConfiguration.RevisionOf(project, d.SettingsRevision))));
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
            ?? throw ApiErrors.NotFound($"there is no device '{serial}' in project '{project}'");
    }

    /// <summary>How many devices match now.</summary>
    public async Task<long> CountAsync(string project, string filter, CancellationToken cancellation) =>
        await devices.CountAsync(project, await ParseAsync(project, filter, cancellation), cancellation);

    /// <summary>Which devices a filter's text asks for, as of now.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, or RESOURCE_EXHAUSTED when its windows take too long.</exception>
    public async Task<DeviceQuery> ParseAsync(string project, string text, CancellationToken cancellation)
    {
        var filter = ParseFilter(text);
        var query = await DeviceQueryResolver.ResolveAsync(grains, project, filter, time.GetUtcNow().ToUnixTimeMilliseconds());
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

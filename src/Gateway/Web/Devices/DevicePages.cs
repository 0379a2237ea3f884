using Fleet.Api.V1;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Observations;
using Fleet.Gateway.Traces;
using Fleet.Gateway.Web.Session;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Fleet.Gateway.Web.Devices;

/// <summary>The list of devices, a device, and one metric of a device.</summary>
internal static class DevicePages
{
    public const string Path = "/devices";

    /// <summary>The same pages with the serial as <c>?serial=</c>, for those that a path cannot hold.</summary>
    private const string QueryPath = "/device";

    private const string Metric = "/metric";
    private const int PageSize = 50;

    /// <summary>Observations on a device's page: the newest, to be seen at a glance.</summary>
    private const int ObservationRows = 20;

    /// <summary>Traces on a device's page.</summary>
    private const int TraceRows = 10;

    private static readonly ObservationType[] ShownTypes =
    [
        ObservationType.Reboot, ObservationType.Trace, ObservationType.Crash, ObservationType.Coredump, ObservationType.LogFile, ObservationType.Recording,
    ];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, ListAsync);
        pages.MapGet($"{Path}/{{serial}}", DeviceAsync);
        pages.MapGet($"{Path}/{{serial}}{Metric}", MetricAsync);
        pages.MapGet(QueryPath, DeviceAsync);
        pages.MapGet(QueryPath + Metric, MetricAsync);
    }

    public static string UrlOf(string serial) => UrlOf(serial, "");

    public static string MetricUrlOf(string serial, string key) => QueryHelpers.AddQueryString(UrlOf(serial, Metric), "key", key);

    /// <summary>Of a segment <c>.</c> or <c>..</c> browsers make another path, percent-encoded or not.</summary>
    private static string UrlOf(string serial, string page) => serial is "." or ".."
        ? QueryHelpers.AddQueryString(QueryPath + page, "serial", serial)
        : $"{Path}/{Uri.EscapeDataString(serial)}{page}";

    private static async Task<RazorComponentResult> ListAsync(HttpContext context, DeviceQueries devices, TimeProvider time, string filter = "", string page = "")
    {
        var request = new ListDevicesRequest { Project = SignedIn.Project(context), Filter = filter, PageToken = page, PageSize = PageSize };
        ListDevicesResponse answer;
        string? error = null;
        try
        {
            answer = await devices.ListAsync(request, context.RequestAborted);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            // The mistake is shown beside the text that has it.
            answer = new ListDevicesResponse();
            error = e.Status.Detail;
        }

        return new RazorComponentResult<DeviceListPage>(new
        {
            request.Project,
            Filter = filter,
            IsFirstPage = page.Length == 0,
            Answer = answer,
            Error = error,
            Now = time.GetUtcNow(),
            Server = $"{context.Request.Scheme}://{context.Request.Host}",
        })
        { StatusCode = error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest };
    }

    private static async Task<RazorComponentResult> DeviceAsync(
        HttpContext context, string serial, DeviceQueries devices, DeviceCharts charts, ObservationQueries observations, TraceQueries traces, TimeProvider time, string range = "")
    {
        var project = SignedIn.Project(context);
        var seen = new ListObservationsRequest { Project = project, Serial = serial, Types_ = { ShownTypes }, PageSize = ObservationRows };
        var device = await devices.GetAsync(project, serial, context.RequestAborted);
        var view = await devices.FindAsync(project, serial, context.RequestAborted);
        var chosen = DeviceRange.Of(range);
        return new RazorComponentResult<DevicePage>(new
        {
            Project = project,
            Device = device,
            Range = chosen,
            Charts = await charts.ReadAsync(view, chosen, time.GetUtcNow(), context.RequestAborted),
            Observations = (await observations.ListAsync(seen, context.RequestAborted)).Observations,
            Traces = (await traces.ListAsync(new ListTracesRequest { Project = project, Serial = serial, PageSize = TraceRows }, context.RequestAborted)).Traces,
            Now = time.GetUtcNow(),
        });
    }

    private static async Task<RazorComponentResult> MetricAsync(
        HttpContext context, string serial, DeviceQueries devices, DeviceCharts charts, TimeProvider time, string key, string range = "")
    {
        var project = SignedIn.Project(context);
        var view = await devices.FindAsync(project, serial, context.RequestAborted);
        var chosen = DeviceRange.Of(range);
        var all = await charts.ReadAsync(view, chosen, time.GetUtcNow(), context.RequestAborted);
        return new RazorComponentResult<DeviceMetricPage>(new
        {
            Project = project,
            view.Serial,
            Key = key,
            Range = chosen,
            Chart = all.Charts.FirstOrDefault(c => c.Title == key),
        });
    }
}

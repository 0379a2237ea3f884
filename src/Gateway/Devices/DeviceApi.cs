using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Gateway.Api;
using Fleet.Grains.Metrics;
using Grpc.Core;

namespace Fleet.Gateway.Devices;

/// <summary><c>fleet.v1.DeviceService</c>.</summary>
internal sealed class DeviceApi(DeviceQueries queries, DeviceControl control, ReportReader reports, TimeProvider time) : DeviceService.DeviceServiceBase
{
    private static readonly TimeSpan DefaultRange = TimeSpan.FromHours(24);

    public override Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return queries.ListAsync(request, context.CancellationToken);
    }

    public override async Task<GetDeviceResponse> GetDevice(GetDeviceRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetDeviceResponse { Device = await queries.GetAsync(request.Project, request.Serial, context.CancellationToken) };
    }

    public override async Task<ListReportsResponse> ListReports(ListReportsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var size = PageSize.Of(request.PageSize);
        var range = TimeRange.Of(request.StartTime, request.EndTime, DefaultRange, time.GetUtcNow());
        var after = request.PageToken.Length == 0 ? (ReportCursor?)null : ReadCursor(request.PageToken);
        var device = await queries.FindAsync(request.Project, request.Serial, context.CancellationToken);
        var key = new DeviceKey(device.Project, device.Serial);
        var answer = new ListReportsResponse();
        ReportCursor last = default;
        await foreach (var report in reports.ReadAsync(key, range.FromMs, range.ToMs, after, size + 1, context.CancellationToken))
        {
            if (answer.Reports.Count == size)
            {
                answer.NextPageToken = PageToken.Write(last.CapturedAtMs, last.Position, last.Index);
                break;
            }

            answer.Reports.Add(ReportMessages.Of(report));
            last = report.Cursor;
        }

        return answer;
    }

    public override async Task<GetDeviceSettingsResponse> GetDeviceSettings(GetDeviceSettingsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetDeviceSettingsResponse { Settings = await control.SettingsAsync(request.Project, request.Serial) };
    }

    public override async Task<ConfigureDeviceResponse> ConfigureDevice(ConfigureDeviceRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new ConfigureDeviceResponse { Settings = await control.ConfigureAsync(request) };
    }

    public override async Task<CreateDeviceRequestResponse> CreateDeviceRequest(CreateDeviceRequestRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new CreateDeviceRequestResponse { Request = await control.CreateRequestAsync(request) };
    }

    public override async Task<ListDeviceRequestsResponse> ListDeviceRequests(ListDeviceRequestsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new ListDeviceRequestsResponse { Requests = { await control.ListRequestsAsync(request.Project, request.Serial) } };
    }

    public override async Task<CancelDeviceRequestResponse> CancelDeviceRequest(CancelDeviceRequestRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new CancelDeviceRequestResponse { Request = await control.CancelRequestAsync(request.Project, request.Serial, request.Id) };
    }

    private static ReportCursor ReadCursor(string token)
    {
        var parts = PageToken.ReadNumbers(token, 3);
        return new ReportCursor(parts[0], parts[1], (int)parts[2]);
    }
}

using System.Net;
using Fleet.Api.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;

namespace Fleet.EndToEnd.Tests.Api;

/// <summary>The query API of one server, with its token.</summary>
internal sealed class FleetApi : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly string _project;

    private FleetApi(GrpcChannel channel, string project)
    {
        _channel = channel;
        _project = project;
        Devices = new DeviceService.DeviceServiceClient(channel);
        Observations = new ObservationService.ObservationServiceClient(channel);
        Traces = new TraceService.TraceServiceClient(channel);
        Metrics = new MetricService.MetricServiceClient(channel);
        Processing = new ProcessingService.ProcessingServiceClient(channel);
        Credentials = new CredentialService.CredentialServiceClient(channel);
    }

    public DeviceService.DeviceServiceClient Devices { get; }

    public ObservationService.ObservationServiceClient Observations { get; }

    public TraceService.TraceServiceClient Traces { get; }

    public MetricService.MetricServiceClient Metrics { get; }

    public ProcessingService.ProcessingServiceClient Processing { get; }

    public CredentialService.CredentialServiceClient Credentials { get; }

    /// <summary>gRPC over HTTP/2 in the clear, on the port above the main one.</summary>
    public static FleetApi Grpc(Server.FleetServer server, string? token = null) =>
        new(Channel(server.GrpcUrl, token ?? server.Profile.Token, new SocketsHttpHandler(), HttpVersion.Version20), server.Profile.Project);

    /// <summary>gRPC-Web over HTTP/1.1, on the main port.</summary>
    public static FleetApi GrpcWeb(Server.FleetServer server) =>
        new(
            Channel(server.Url, server.Profile.Token, new GrpcWebHandler(GrpcWebMode.GrpcWeb, new HttpClientHandler()), HttpVersion.Version11),
            server.Profile.Project);

    /// <summary>One metric by the hour over the last half day, all aggregations.</summary>
    public async Task<IReadOnlyList<Point>> HoursAsync(string metric, Action<QueryMetricsRequest> scope)
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new QueryMetricsRequest
        {
            Project = _project,
            Metric = metric,
            StartTime = Timestamp.FromDateTimeOffset(now.AddHours(-12)),
            EndTime = Timestamp.FromDateTimeOffset(now.AddHours(1)),
            Resolution = Resolution.Hour,
        };
        scope(request);
        var answer = await Metrics.QueryMetricsAsync(request, deadline: Deadline());
        return [.. answer.Series.SelectMany(s => s.Points)];
    }

    /// <summary>All reports of a device between two times.</summary>
    public async Task<IReadOnlyList<Report>> ReportsAsync(string serial, DateTimeOffset from, DateTimeOffset to)
    {
        var reports = new List<Report>();
        var request = new ListReportsRequest
        {
            Project = _project,
            Serial = serial,
            StartTime = Timestamp.FromDateTimeOffset(from),
            EndTime = Timestamp.FromDateTimeOffset(to),
            PageSize = 1000,
        };
        do
        {
            var page = await Devices.ListReportsAsync(request, deadline: Deadline());
            reports.AddRange(page.Reports);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return reports;
    }

    public void Dispose() => _channel.Dispose();

    private static DateTime Deadline() => TimeProvider.System.GetUtcNow().AddSeconds(30).UtcDateTime;

    private static GrpcChannel Channel(Uri url, string token, HttpMessageHandler handler, Version http)
    {
        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("Authorization", $"Bearer {token}");
            return Task.CompletedTask;
        });
        return GrpcChannel.ForAddress(url, new GrpcChannelOptions
        {
            HttpHandler = handler,
            HttpVersion = http,
            DisposeHttpClient = true,
            Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, credentials),
            UnsafeUseInsecureChannelCallCredentials = true,
        });
    }
}

using System.Net;
using System.Net.Http.Headers;
using Fleet.Api.V1;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;

namespace Fleet.Cli.Connection;

/// <summary>
/// The query API of one server. Without TLS HTTP/2 cannot be negotiated, so that a plain http URL speaks gRPC-Web over HTTP/1.1: one URL does
/// for browsers, devices and this program.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly GrpcChannel _channel;

    public ApiClient(Target target)
    {
        var secure = string.Equals(target.Server.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        var sockets = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) };
        _http = new HttpClient(secure ? sockets : new GrpcWebHandler(GrpcWebMode.GrpcWeb, sockets)) { Timeout = Timeout.InfiniteTimeSpan };
        if (target.Token is { } token)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        _channel = GrpcChannel.ForAddress(target.Server, new GrpcChannelOptions
        {
            HttpClient = _http,
            HttpVersion = secure ? HttpVersion.Version20 : HttpVersion.Version11,
            HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            MaxReceiveMessageSize = 64 * 1024 * 1024,
        });
        Devices = new(_channel);
        Management = new(_channel);
        Observations = new(_channel);
        Metrics = new(_channel);
        Sets = new(_channel);
        Alerts = new(_channel);
        Processing = new(_channel);
        Projects = new(_channel);
        Retention = new(_channel);
        Symbols = new(_channel);
        Traces = new(_channel);
        Issues = new(_channel);
        Credentials = new(_channel);
    }

    public DeviceService.DeviceServiceClient Devices { get; }

    public ManagementService.ManagementServiceClient Management { get; }

    public ObservationService.ObservationServiceClient Observations { get; }

    /// <summary>For what is no message of the contract, with the same token.</summary>
    public HttpClient Http => _http;

    public MetricService.MetricServiceClient Metrics { get; }

    public DeviceSetService.DeviceSetServiceClient Sets { get; }

    public AlertService.AlertServiceClient Alerts { get; }

    public ProcessingService.ProcessingServiceClient Processing { get; }

    public ProjectService.ProjectServiceClient Projects { get; }

    public RetentionService.RetentionServiceClient Retention { get; }

    public SymbolService.SymbolServiceClient Symbols { get; }

    public TraceService.TraceServiceClient Traces { get; }

    public IssueService.IssueServiceClient Issues { get; }

    public CredentialService.CredentialServiceClient Credentials { get; }

    public void Dispose()
    {
        _channel.Dispose();
        _http.Dispose();
    }
}

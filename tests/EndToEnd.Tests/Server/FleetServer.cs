using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Fleet.EndToEnd.Tests.Processes;

namespace Fleet.EndToEnd.Tests.Server;

/// <summary>
/// The platform as a process: started, killed, stopped and started again on the same data folder and ports.
/// </summary>
internal sealed partial class FleetServer : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(20);

    private readonly FleetServerOptions _options;
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(5) };
    private ChildProcess? _process;
    private ServerProfile? _profile;

    private FleetServer(FleetServerOptions options)
    {
        _options = options;
        Port = options.Port ?? FreePorts.Pair();
    }

    public int Port { get; }

    /// <summary>HTTP/1.1: web, REST, gRPC-Web, devices.</summary>
    public Uri Url => new($"http://localhost:{Port}");

    /// <summary>HTTP/2 in the clear.</summary>
    public Uri GrpcUrl => new($"http://localhost:{Port + 1}");

    public Uri SyncUrl => new(Url, "/device/v1/sync");

    public string DataFolder => _options.DataFolder;

    public ServerProfile Profile => _profile ?? throw new InvalidOperationException("the server was never ready");

    public ChildProcess Process => _process ?? throw new InvalidOperationException("the server was not started");

    public static async Task<FleetServer> StartAsync(FleetServerOptions options)
    {
        var server = new FleetServer(options);
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the process and returns before it is ready, or ever will be.</summary>
    public static ChildProcess Launch(FleetServerOptions options, int port) =>
        ChildProcess.Start(BuiltPrograms.Gateway, Arguments(options, port), options.Home is { } home ? new Dictionary<string, string> { ["HOME"] = home } : null);

    /// <summary>Starts it again after it was killed or stopped, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        await LaunchAsync();
        await ReadyAsync();
    }

    /// <summary>Starts it again, without waiting.</summary>
    public async Task LaunchAsync()
    {
        if (_process is { } old)
        {
            await old.DisposeAsync();
        }

        _process = Launch(_options, Port);
    }

    /// <summary>Waits until the profile is there and the query API answers to its token.</summary>
    public Task<TimeSpan> ReadyAsync() => Eventually.Holds(StartWithin, async () =>
    {
        if (Process.HasExited)
        {
            await Process.WaitAsync(StopWithin);
            throw new Eventually.Fatal($"The server did not start. {Process.Describe()}");
        }

        var profile = ServerProfile.Read(DataFolder);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url, $"/api/v1/projects/{profile.Project}/metrics?page_size=1"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", profile.Token);
        using var answer = await _probe.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{request.RequestUri} answered {(int)answer.StatusCode}. {Process.Describe()}");
        }

        _profile = profile;
    });

    public Task Kill9Async() => Process.KillAsync();

    /// <summary>Asks it to end and expects that it does so cleanly.</summary>
    public async Task StopAsync(int signal = PosixSignal.Terminate)
    {
        Process.Signal(signal);
        var code = await Process.WaitAsync(StopWithin);
        Assert.True(code == 0, $"code {code} after signal {signal}. {Process.Describe()}");
    }

    /// <summary>Nothing in its log is a warning or worse: what clients do wrong is no news.</summary>
    public void AssertSaysNothingIsWrong() =>
        Assert.DoesNotContain(Process.Output.Lines.Concat(Process.Errors.Lines), line => TroubleLine().IsMatch(line));

    public async ValueTask DisposeAsync()
    {
        _probe.Dispose();
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
    }

    [GeneratedRegex("^[0-9:]+ (warn|fail|crit): ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TroubleLine();

    private static IEnumerable<string> Arguments(FleetServerOptions options, int port)
    {
        yield return "--data";
        yield return options.DataFolder;
        yield return "--port";
        yield return port.ToString();
        if (options.PostgreSql is { } connection)
        {
            yield return "--postgres";
            yield return connection;
        }

        if (options.AgentStatsd is { } statsd)
        {
            yield return "--agent";
            yield return BuiltPrograms.Fleetd;
            yield return "--agent-interval";
            yield return "1";
            yield return "--agent-statsd";
            yield return statsd.ToString();
        }
    }
}

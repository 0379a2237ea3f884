using System.IO.Compression;
using System.Net;
using System.Text;
using Fleet.Api.V1;
using Fleet.Gateway.Intake;
using Fleet.Tests.Shared;

namespace Fleet.Gateway.Tests.Intake;

/// <summary>OpenTelemetry, whatever the store.</summary>
/// <param name="postgres">Null for SQLite.</param>
public abstract class OtlpContract(PostgresServer? postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(90);

    private IntakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await IntakeServer.StartAsync(postgres);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("proto", "cumulative")]
    [InlineData("proto", "delta")]
    [InlineData("json", "cumulative")]
    [InlineData("json", "delta")]
    public async Task What_the_SDK_counts_is_what_is_reported(string encoding, string temporality)
    {
        using var cancel = new CancellationTokenSource(Within);
        var folder = await Npm.InstallAsync(Path.Combine(Checkout.Root, "tests", "Gateway.Tests", "Intake", "otlp-client"), cancel.Token);
        var serial = $"otel-{encoding}-{temporality}";

        await Npm.RunAsync(
            "node", folder, cancel.Token, "send.cjs", encoding, temporality, new Uri(_server.Server.Url, "/otlp/v1/metrics").ToString(), _server.Server.ProjectKey, serial);
        await _server.PassAsync(serial);

        Task<double> Of(string query) => _server.ValueAsync(query.Replace("SERIAL", $"{{serial=\"{serial}\"}}", StringComparison.Ordinal));
        Assert.Equal(21, await Of("increase(device:http_requests_method_get:sumSERIAL[5h])"));
        Assert.Equal(3, await Of("increase(device:http_requests_method_post:sumSERIAL[5h])"));
        Assert.Equal(200, await Of("increase(device:latency:countSERIAL[5h])"));
        Assert.Equal(10_100, await Of("increase(device:latency:sumSERIAL[5h])"));
        Assert.Equal(200, await Of("increase(device:exponential:countSERIAL[5h])"));
        Assert.Equal(22, await Of("max_over_time(device:temperature:maxSERIAL[5h])"));

        // Both rounds nearly always come in one hour; in two each has the distribution of both.
        Assert.InRange(await Of("max_over_time(device:latency:quantile{serial=\"" + serial + "\", quantile=\"0.5\"}[5h])"), 48, 51);
        Assert.InRange(await Of("max_over_time(device:exponential:quantile{serial=\"" + serial + "\", quantile=\"0.5\"}[5h])"), 47, 53);
        using var channel = _server.Server.Channel();
        var device = (await new DeviceService.DeviceServiceClient(channel).GetDeviceAsync(
            new GetDeviceRequest { Project = "default", Serial = serial }, _server.Server.Authorization())).Device;
        Assert.Equal(("camera", "4.5.6", "rev-otel"), (device.SoftwareType, device.SoftwareVersion, device.HardwareVersion));
        Assert.Equal(5, device.LatestValues.Single(v => v.Metric == "queue").Number);
    }

    [Fact]
    public async Task A_request_that_is_sent_again_changes_nothing()
    {
        var first = Sum("again-1", 10, secondsAgo: 20);
        for (var i = 0; i < 3; i++)
        {
            await _server.PostJsonAsync(first);
            await _server.PostJsonAsync(Sum("again-1", 14, secondsAgo: 10));
        }

        await _server.PassAsync("again-1");

        Assert.Equal(14, await _server.ValueAsync("increase(device:n:sum{serial=\"again-1\"}[5h])"));
        Assert.Equal(1, await _server.ValueAsync("increase(device:n:reports{serial=\"again-1\"}[5h])"));
        await _server.PassAsync("again-1");
        Assert.Equal(1, await _server.ValueAsync("increase(device:n:reports{serial=\"again-1\"}[5h])"));
    }

    [Fact]
    public async Task What_is_not_taken_is_told_with_counts_and_reasons()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        var answer = await _server.PostJsonAsync($$$"""
            {"resourceMetrics":[
              {"resource":{"attributes":[{"key":"device.id","value":{"stringValue":"no spaces"}}]},
               "scopeMetrics":[{"metrics":[{"name":"a","gauge":{"dataPoints":[{"asDouble":1,"timeUnixNano":"{{{now}}}"},{"asDouble":2,"timeUnixNano":"{{{now}}}"}]}}]}]},
              {"resource":{"attributes":[{"key":"service.instance.id","value":{"stringValue":"told-1"}}]},
               "scopeMetrics":[{"metrics":[
                 {"name":"ok","gauge":{"dataPoints":[{"asInt":"3","timeUnixNano":"{{{now}}}"}]}},
                 {"name":"nan","gauge":{"dataPoints":[{"asDouble":"NaN","timeUnixNano":"{{{now}}}"}]}},
                 {"name":"sum","sum":{"aggregationTemporality":1,"dataPoints":[{"asDouble":1,"timeUnixNano":"{{{now}}}"}]}},
                 {"name":"when","sum":{"isMonotonic":true,"dataPoints":[{"asDouble":1,"timeUnixNano":"{{{now}}}"}]}},
                 {"name":"summary","summary":{"dataPoints":[{"timeUnixNano":"{{{now}}}"}]}},
                 {"name":"","gauge":{"dataPoints":[{"asDouble":1,"timeUnixNano":"{{{now}}}"}]}},
                 {"name":"bounds","histogram":{"aggregationTemporality":1,"dataPoints":[{"count":"1","bucketCounts":["1"],"explicitBounds":[1,2],"timeUnixNano":"{{{now}}}"}]}}
               ]}]}]}
            """);

        var partial = answer.GetProperty("partialSuccess");
        Assert.Equal("8", partial.GetProperty("rejectedDataPoints").GetString());
        var message = partial.GetProperty("errorMessage").GetString()!;
        foreach (var reason in (string[])[$"{IntakeTally.NoDevice} (2)", $"{IntakeTally.FallingDelta} (1)", $"{IntakeTally.NoTemporality} (1)", $"{IntakeTally.Summary} (1)", $"{IntakeTally.BadName} (1)", "not a number, infinite, or beyond 1e24 (1)"])
        {
            Assert.Contains(reason, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_device_can_be_named_by_a_label_of_choice_or_by_the_request()
    {
        Assert.False((await _server.PostJsonAsync(Sum("host-1", 1, 5, label: "host.name"), "?device_label=host.name")).TryGetProperty("partialSuccess", out _));
        Assert.False((await _server.PostJsonAsync(Sum("x y", 1, 5), "?device=gateway-7")).TryGetProperty("partialSuccess", out _));
        await _server.PassAsync("host-1", "gateway-7");

        Assert.Equal(1, await _server.ValueAsync("increase(device:n:sum{serial=\"host-1\"}[5h])"));
        Assert.Equal(1, await _server.ValueAsync("increase(device:n:sum{serial=\"gateway-7\"}[5h])"));
    }

    [Fact]
    public async Task A_device_that_invents_metrics_meets_its_limit()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        string Metrics(int from, int count) => string.Join(',', Enumerable.Range(from, count).Select(i =>
            $$$"""{"name":"m{{{i}}}","gauge":{"dataPoints":[{"asDouble":1,"timeUnixNano":"{{{now}}}"}]}}"""));
        string Request(string metrics) =>
            $$$"""{"resourceMetrics":[{"resource":{"attributes":[{"key":"device.id","value":{"stringValue":"many-1"}}]},"scopeMetrics":[{"metrics":[{{{metrics}}}]}]}]}""";

        Assert.False((await _server.PostJsonAsync(Request(Metrics(0, 1000)))).TryGetProperty("partialSuccess", out _));
        var answer = await _server.PostJsonAsync(Request(Metrics(1000, 5)));

        Assert.Equal("the device would have more than 1000 metrics (5)", answer.GetProperty("partialSuccess").GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task Bodies_that_are_none_are_refused_for_good_and_large_ones_too()
    {
        byte[] bomb;
        using (var packed = new MemoryStream())
        {
            using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            {
                gzip.Write(new byte[IntakeBody.MaxDecompressedBytes + 1]);
            }

            bomb = packed.ToArray();
        }

        async Task<HttpStatusCode> Status(byte[] body, string type, string? encoding = null, string? key = null) =>
            (await _server.PostAsync("/otlp/v1/metrics", body, type, encoding, key)).Status;

        var deep = string.Concat(Enumerable.Repeat("{\"resourceMetrics\":[", 1000));
        Assert.Equal(HttpStatusCode.BadRequest, await Status([0xff, 0xff], "application/x-protobuf"));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(Encoding.UTF8.GetBytes("{"), "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(Encoding.UTF8.GetBytes(deep), "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, await Status([1, 2, 3], "application/x-protobuf", "gzip"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Status(bomb, "application/x-protobuf", "gzip"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Status(new byte[IntakeBody.MaxBytes + 1], "application/x-protobuf"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await Status([], "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await Status([], "application/json", "br"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status([], "application/json", key: _server.Server.ApiToken));
        Assert.Equal(HttpStatusCode.OK, await Status([], "application/x-protobuf"));
    }

    [Fact]
    public async Task Random_bytes_never_break_it()
    {
        var random = new Random(5);
        var valid = Encoding.UTF8.GetBytes(Sum("fuzz-1", 3, 5));
        for (var i = 0; i < 200; i++)
        {
            var bytes = i % 2 == 0 ? new byte[random.Next(100)] : [.. valid];
            if (i % 2 == 0)
            {
                random.NextBytes(bytes);
            }
            else
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var (status, text) = await _server.PostAsync("/otlp/v1/metrics", bytes, i % 2 == 0 ? "application/x-protobuf" : "application/json");
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{(int)status}: {text}");
        }
    }

    private static string Sum(string serial, double value, int secondsAgo, string label = "device.id")
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        // Readings of one test are told apart by their time, which must not depend on when in a second they are made.
        var (start, time) = ((now / 60 * 60) - 60, (now / 60 * 60) - secondsAgo);
        return $$$"""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"{{{label}}}","value":{"stringValue":"{{{serial}}}"}}]},"scopeMetrics":[{"metrics":[
              {"name":"n","sum":{"isMonotonic":true,"aggregationTemporality":2,"dataPoints":[
                {"asDouble":{{{value}}},"startTimeUnixNano":"{{{start}}}000000000","timeUnixNano":"{{{time}}}000000000"}]}}]}]}]}
            """;
    }
}

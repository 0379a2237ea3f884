using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Fleet.Gateway.Intake.RemoteWrite;
using Fleet.Tests.Shared;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Snappier;

namespace Fleet.Gateway.Tests.Intake;

/// <summary>Remote write, whatever the store.</summary>
/// <param name="postgres">Null for SQLite.</param>
public abstract class RemoteWriteContract(PostgresServer? postgres) : IAsyncLifetime
{
    private const string Path = "/prometheus/api/v1/write";
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    private IntakeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await IntakeServer.StartAsync(postgres);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_a_Prometheus_agent_scrapes_is_what_is_reported()
    {
        using var cancel = new CancellationTokenSource(Within);
        var folder = Directory.CreateTempSubdirectory("fleet-prometheus-").FullName;
        var scrapes = 0;
        await using var target = await StartTargetAsync(() => Interlocked.Increment(ref scrapes));
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "prometheus.yml"), $"""
            global:
              scrape_interval: 1s
              external_labels: {"{ software_type: camera, software_version: '7.8.9' }"}
            scrape_configs:
              - job_name: device
                static_configs:
                  - targets: ['{new Uri(target.Urls.First()).Authority}']
                    labels: {"{ device: prom-agent-1 }"}
            remote_write:
              - url: {new Uri(_server.Server.Url, Path)}
                authorization: {"{ credentials: " + _server.Server.ProjectKey + " }"}
                queue_config: {"{ batch_send_deadline: 1s }"}
            """, cancel.Token);
        using var agent = Process.Start(new ProcessStartInfo(
            "prometheus",
            ["--enable-feature=agent", "--config.file=prometheus.yml", "--storage.agent.path=data", "--web.listen-address=127.0.0.1:0", "--log.level=warn"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        try
        {
            var errors = agent.StandardError.ReadToEndAsync(cancel.Token);
            while (Volatile.Read(ref scrapes) < 5)
            {
                Assert.False(agent.HasExited, agent.HasExited ? await errors : "");
                await Task.Delay(100, cancel.Token);
            }

            // It hands over what it has before it ends.
            Process.Start("kill", ["-TERM", agent.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
            await agent.WaitForExitAsync(cancel.Token);
            Assert.DoesNotContain("non-recoverable", await errors, StringComparison.Ordinal);
        }
        finally
        {
            if (!agent.HasExited)
            {
                agent.Kill();
            }

            Directory.Delete(folder, recursive: true);
        }

        await _server.PassAsync("prom-agent-1");

        // Both come with each scrape; the counter's first reading is where it counts from.
        var least = await _server.ValueAsync("min_over_time(version:scrape_number:min{software_type=\"camera\", software_version=\"7.8.9\"}[5h])");
        var greatest = await _server.ValueAsync("max_over_time(device:scrape_number:max{serial=\"prom-agent-1\"}[5h])");
        Assert.InRange(greatest - least, 3, 60);
        Assert.Equal(10 * (greatest - least), await _server.ValueAsync("increase(device:requests_total:sum{serial=\"prom-agent-1\"}[5h])"));
        Assert.Equal(double.NaN, await _server.ValueAsync("increase(device:latency_seconds_bucket:count{serial=\"prom-agent-1\"}[5h])"));
    }

    [Fact]
    public async Task A_request_that_is_sent_again_changes_nothing()
    {
        var request = Request("rw-again", ("n_total", 5, -30), ("n_total", 8, -20), ("level", 3, -20));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(request)).Status);
        }

        await _server.PassAsync("rw-again");

        Assert.Equal(3, await _server.ValueAsync("increase(device:n_total:sum{serial=\"rw-again\"}[5h])"));
        Assert.Equal(3, await _server.ValueAsync("max_over_time(device:level:mean{serial=\"rw-again\"}[5h])"));
    }

    [Fact]
    public async Task What_is_not_taken_is_told_and_the_rest_is_taken()
    {
        var (status, text) = await SendAsync(Request("rw-told", ("level", 3, -20), ("bad", double.NaN, -20), ("ahead", 1, 4000)));
        await _server.PassAsync("rw-told");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("not taken: not a number, infinite, or beyond 1e24 (1); time is more than 10 minutes ahead of the server (1)\n", text);
        Assert.Equal(3, await _server.ValueAsync("max_over_time(device:level:max{serial=\"rw-told\"}[5h])"));
    }

    [Fact]
    public async Task Bodies_that_are_none_are_refused_for_good()
    {
        async Task<HttpStatusCode> Status(byte[] body, string? encoding = "snappy", string? key = null) =>
            (await _server.PostAsync(Path, body, "application/x-protobuf", encoding, key)).Status;

        Assert.Equal(HttpStatusCode.BadRequest, await Status([]));
        Assert.Equal(HttpStatusCode.BadRequest, await Status([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
        Assert.Equal(HttpStatusCode.BadRequest, await Status(Snappy.CompressToArray([0xff, 0xff])));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Status([0xff, 0xff, 0xff, 0x7f, 0]));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await Status([], encoding: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status([], key: _server.Server.ApiToken));
        var random = new Random(7);
        var valid = Snappy.CompressToArray(Request("rw-fuzz", ("level", 1, -5)).ToByteArray());
        for (var i = 0; i < 200; i++)
        {
            byte[] bytes = [.. valid];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Assert.True(await Status(bytes) is HttpStatusCode.NoContent or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge);
        }
    }

    private Task<(HttpStatusCode Status, string Text)> SendAsync(WriteRequest request) =>
        _server.PostAsync(Path, Snappy.CompressToArray(request.ToByteArray()), "application/x-protobuf", "snappy");

    private static WriteRequest Request(string device, params (string Name, double Value, int Seconds)[] samples)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var request = new WriteRequest();
        foreach (var series in samples.GroupBy(sample => sample.Name))
        {
            request.Timeseries.Add(new TimeSeries
            {
                Labels = { new Label { Name = "__name__", Value = series.Key }, new Label { Name = "device", Value = device } },
                Samples = { series.Select(sample => new Sample { Value = sample.Value, Timestamp = now + (sample.Seconds * 1000L) }) },
            });
        }

        return request;
    }

    /// <summary>A page as a device would have it, whose counter is ten times the number of the scrape.</summary>
    private static async Task<WebApplication> StartTargetAsync(Func<int> scrape)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/metrics", () =>
        {
            var number = scrape();
            return Results.Text($"""
                # TYPE requests_total counter
                requests_total {10 * number}
                # TYPE scrape_number gauge
                scrape_number {number}
                # TYPE latency_seconds histogram
                latency_seconds_bucket{"{le=\"0.1\"}"} {number}
                latency_seconds_bucket{"{le=\"+Inf\"}"} {number}
                latency_seconds_sum {number}
                latency_seconds_count {number}

                """.ReplaceLineEndings("\n"), "text/plain; version=0.0.4");
        });
        await app.StartAsync();
        return app;
    }
}

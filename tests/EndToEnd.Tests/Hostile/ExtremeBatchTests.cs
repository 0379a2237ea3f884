using System.Collections.Concurrent;
using System.Net;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.EndToEnd.Tests.Stories;
using Fleet.Tests.Shared;

namespace Fleet.EndToEnd.Tests.Hostile;

public sealed class ExtremeBatchTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IDisposable
{
    private const int Senders = 8;
    private const int MaxPages = 300;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Extremes_of_the_format_stop_no_projection_embedded() => RunAsync(new FleetServerOptions(_folder.Path));

    [Fact]
    public async Task Extremes_of_the_format_stop_no_projection_on_PostgreSQL() =>
        await RunAsync(new FleetServerOptions(_folder.Path, await postgres.CreateDatabaseAsync()));

    private static async Task RunAsync(FleetServerOptions options)
    {
        var seed = Seed.Next();
        var batches = Effort.Of(brief: 400, full: 20_000);
        await using var server = await FleetServer.StartAsync(options);
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        await Parallel.ForAsync(0, batches, new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (i, _) =>
        {
            using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
            var outcome = await http.SendAsync(new ExtremeBatches(new Random(seed + i)).Next(), compress: i % 2 == 0);
            Assert.True(
                outcome.Status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge,
                $"batch {i} of FLEET_TEST_SEED={seed}: {outcome.Status} {outcome.Text}. {server.Process.Describe()}");
            answers.AddOrUpdate(outcome.Status.Value, 1, (_, n) => n + 1);
        });

        await AllShards.WorkAsync(server, "after");
        using var api = FleetApi.Grpc(server);
        var asked = await WholeApi.ReadAsync(api, server.Profile.Project);
        using var browser = await Browser.SignInAsync(server);
        var pages = await Crawl.PagesAsync(browser, MaxPages);
        Assert.All(pages, page => Crawl.AssertChartsAreWellFormed(page.Key, page.Value));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{batches} batches; {string.Join(", ", answers.OrderBy(a => a.Key).Select(a => $"{(int)a.Key}: {a.Value}"))}; {asked} questions answered, {pages.Count} pages opened");
        server.AssertSaysNothingIsWrong();
        await server.StopAsync();
    }
}

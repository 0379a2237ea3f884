using System.Collections.Concurrent;
using System.Net;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Hostile;

public sealed class HostileBodyTests
{
    /// <summary>At a time: enough that their memory adds up, few enough that none is sent away.</summary>
    private const int Senders = 8;

    /// <summary>
    /// What the server may grow by over all cases: the bytes that it allows all uploads on their way to hold together, as much again of
    /// garbage that the collector leaves lying.
    /// </summary>
    private const long MaxGrowthBytes = 512L * 1024 * 1024;

    private static readonly HttpStatusCode[] Clear =
    [
        HttpStatusCode.BadRequest,
        HttpStatusCode.RequestEntityTooLarge,
        HttpStatusCode.UnsupportedMediaType,
        HttpStatusCode.UnprocessableEntity,
    ];

    [Fact]
    public async Task Hostile_bodies_get_a_clear_answer_and_cost_bounded_memory()
    {
        var seed = Seed.Next();
        var cases = Effort.Of(brief: 1_500, full: 100_000);
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path));
        await AllShards.WorkAsync(server, "before");
        var resident = server.Process.ResidentBytes;
        var most = resident;
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();

        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            using var http = new HttpClient();
            for (var i = Interlocked.Increment(ref next); i < cases; i = Interlocked.Increment(ref next))
            {
                var body = new HostileBodies(new Random(seed + i)).Next(i);
                var status = await AnswerAsync(http, server, body, $"case {i} of FLEET_TEST_SEED={seed}, {body.Kind}");
                answers.AddOrUpdate(status, 1, (_, n) => n + 1);
                if (i % 100 == 0)
                {
                    most = Math.Max(Interlocked.Read(ref most), server.Process.ResidentBytes);
                }
            }
        })));

        Assert.False(server.Process.HasExited, server.Process.Describe());
        await AllShards.WorkAsync(server, "after");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{cases} cases; {string.Join(", ", answers.OrderBy(a => a.Key).Select(a => $"{(int)a.Key}: {a.Value}"))}; {resident >> 20} MiB before, at most {most >> 20} MiB");
        Assert.InRange(most - resident, long.MinValue, MaxGrowthBytes);
        server.AssertSaysNothingIsWrong();
        await server.StopAsync();
    }

    private static async Task<HttpStatusCode> AnswerAsync(HttpClient http, FleetServer server, HostileBody body, string which)
    {
        using var request = body.Request(server.SyncUrl, server.Profile.ProjectKey);
        try
        {
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True(Clear.Contains(answer.StatusCode), $"{which}: {(int)answer.StatusCode} {text}");
                Assert.True(text.Length is > 0 and < 4_000, $"{which}: {(int)answer.StatusCode} with a text of {text.Length} characters");
            }

            return answer.StatusCode;
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException($"{which}: {e.Message}. {server.Process.Describe()}", e);
        }
    }
}

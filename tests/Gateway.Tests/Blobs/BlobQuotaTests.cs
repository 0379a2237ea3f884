using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Gateway.Tests.Blobs;

public sealed class BlobQuotaTests
{
    /// <summary>What an upload counts for beside its bytes.</summary>
    private const int UploadBytes = 4096;

    [Fact]
    public async Task An_upload_beyond_the_quota_is_refused_with_507_and_counted_and_other_projects_are_not_concerned()
    {
        await using var server = await BlobServer.Start(quotaBytes: (2 * UploadBytes) + 1000);
        var refused = new List<string?>();
        using var listener = Listen(server, refused);
        await server.Client.Created(600);

        using var answer = await server.Client.Create(401);
        Assert.Equal(507, (int)answer.StatusCode);
        Assert.Equal(
            "no room for 4497 bytes: uploads and attachments that nothing refers to take 4696 of the 9192 bytes that a project may have of them",
            await answer.Content.ReadAsStringAsync());
        Assert.Equal(["p"], refused);

        server.Client.DefaultRequestHeaders.Remove("X-Project");
        server.Client.DefaultRequestHeaders.Add("X-Project", "q");
        await server.Client.Created(401);
        Assert.Equal(["p"], refused);
    }

    [Fact]
    public async Task What_was_begun_is_taken_to_its_end_and_giving_up_makes_room()
    {
        await using var server = await BlobServer.Start(quotaBytes: UploadBytes + 1000);
        var url = await server.Client.Created(1000);
        using (var full = await server.Client.Create(0))
        {
            Assert.Equal(507, (int)full.StatusCode);
        }

        using (var half = await server.Client.Patch(url, "0", new byte[500]))
        {
            Assert.Equal(204, (int)half.StatusCode);
        }

        using (var rest = await server.Client.Patch(url, "500", new byte[500]))
        {
            Assert.Equal(204, (int)rest.StatusCode);
        }

        using (var full = await server.Client.Create(0))
        {
            Assert.Equal(507, (int)full.StatusCode);
        }

        // The blob stays and waits; the record of its upload goes.
        await server.Client.Send(HttpMethod.Delete, url);
        using (var full = await server.Client.Create(1))
        {
            Assert.Equal(507, (int)full.StatusCode);
        }

        await server.Client.Created(0);
    }

    private static MeterListener Listen(BlobServer server, List<string?> refused)
    {
        var factory = server.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "fleet.gateway.blobs.over_quota" && instrument.Meter.Scope == factory)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            Assert.Equal(1, count);
            refused.Add((string?)tags[0].Value);
        });
        listener.Start();
        return listener;
    }
}

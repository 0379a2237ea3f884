using System.Security.Cryptography;
using Fleet.Grains.Blobs;

namespace Fleet.Gateway.Tests.Blobs;

public sealed class BlobExpiryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unfinished_uploads_go_after_a_week_and_unreferenced_blobs_after_two()
    {
        await using var server = await BlobServer.Start();
        var referenced = await Uploaded(server, [1]);
        var unreferenced = await Uploaded(server, [2]);
        Assert.True(await server.Store.MarkReferenced("p", referenced, Cancel));
        var unfinished = await server.Client.Created(3);
        Assert.True(UploadId.TryParse(unfinished[^32..], out var upload));

        await Pass(server, TimeSpan.FromDays(6));
        Assert.NotNull(await server.Store.FindUpload("p", upload, Cancel));
        await Pass(server, TimeSpan.FromDays(1) + TimeSpan.FromHours(1), async () => await server.Store.FindUpload("p", upload, Cancel) is null);
        Assert.True(await Exists(server, unreferenced));
        await Pass(server, TimeSpan.FromDays(7), async () => !await Exists(server, unreferenced));
        Assert.True(await Exists(server, referenced));
    }

    /// <summary>Lets the time pass, and then hour by hour until what is expected has come.</summary>
    private static async Task Pass(BlobServer server, TimeSpan time, Func<Task<bool>>? until = null)
    {
        server.Time.Advance(time);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (until is not null && !await until())
        {
            limit.Token.ThrowIfCancellationRequested();
            server.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }
    }

    private static async Task<BlobId> Uploaded(BlobServer server, byte[] content)
    {
        using var response = await server.Client.Patch(await server.Client.Created(content.Length), "0", content);
        var blob = BlobId.OfDigest(SHA256.HashData(content));
        Assert.Equal(blob.ToString(), response.Header("Fleet-Blob-Sha256"));
        return blob;
    }

    private static async Task<bool> Exists(BlobServer server, BlobId blob)
    {
        await using var stream = await server.Store.OpenRead("p", blob, Cancel);
        return stream is not null;
    }
}

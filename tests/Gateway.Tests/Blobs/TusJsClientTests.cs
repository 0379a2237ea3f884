using System.Security.Cryptography;
using System.Text.Json;
using Fleet.Grains.Blobs;
using Fleet.Tests.Shared;

namespace Fleet.Gateway.Tests.Blobs;

/// <summary>The endpoints against the reference client of tus, the npm package <c>tus-js-client</c>.</summary>
public sealed class TusJsClientTests
{
    private const int FileBytes = 20 * 1024 * 1024;

    [Fact]
    public async Task The_reference_client_uploads_20_MB_across_an_interruption()
    {
        var folder = await Npm.InstallAsync(Path.Combine(Checkout.Root, "tests", "Gateway.Tests", "Blobs", "tus-client"), TestContext.Current.CancellationToken);
        await using var server = await BlobServer.Start(everyoneIs: "p");
        var file = Path.Combine(server.Folder, "upload.bin");
        var content = new byte[FileBytes];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        var digest = SHA256.HashData(content);

        var output = await Npm.RunAsync("node", folder, TestContext.Current.CancellationToken, "upload.cjs", new Uri(server.Address, TusRequests.Blobs).ToString(), file, Convert.ToHexStringLower(digest));

        using var told = JsonDocument.Parse(output);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.InRange(told.RootElement.GetProperty("resumedAt").GetInt64(), 1, FileBytes / 2);
        var requests = told.RootElement.GetProperty("requests").EnumerateArray().Select(r => r.GetString()).ToList();
        Assert.Equal("POST", requests[0]);
        Assert.Contains("HEAD", requests);
        await using var stored = await server.Store.OpenRead("p", BlobId.OfDigest(digest), TestContext.Current.CancellationToken);
        Assert.NotNull(stored);
        Assert.Equal(digest, await SHA256.HashDataAsync(stored, TestContext.Current.CancellationToken));
    }
}

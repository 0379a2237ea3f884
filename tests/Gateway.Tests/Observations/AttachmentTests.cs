using System.Net;
using System.Net.Http.Headers;
using Fleet.Gateway.Access;
using Fleet.Gateway.Tests.Devices;
using Fleet.Grains;
using Fleet.Grains.Projects;
using Fleet.Protocol;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Tests.Observations;

/// <summary>Entries that name attachments, and the attachments of entries.</summary>
public sealed class AttachmentTests(GatewayServer server)
{
    [Fact]
    public async Task An_entry_waits_for_its_attachment_and_holds_no_other_up()
    {
        var device = new TestDevice(server, "attach-later");
        byte[] content = Random(100);
        SyncEntry[] entries = [device.Recording(TestDevice.NowMs, Guid.NewGuid(), Attachment.OfContent(content)), device.Reboot(TestDevice.NowMs)];

        var first = await device.SendAsync(entries, []);
        Assert.Equal([new NumberRange(2, 2)], first.Acknowledged);
        Assert.Empty(first.Rejected);

        await server.UploadAsync(content);
        Assert.Equal([new NumberRange(1, 1)], (await device.SendAsync([entries[0]], [])).Acknowledged);
    }

    [Fact]
    public async Task An_entry_that_was_taken_is_acknowledged_again_though_its_attachment_is_gone()
    {
        var device = new TestDevice(server, "attach-gone");
        var content = await server.UploadAsync(Random(100));
        var entry = device.Recording(TestDevice.NowMs, Guid.NewGuid(), content);
        await device.SendAsync([entry], []);
        var blobs = (Fleet.Grains.Blobs.IBlobStore)server.Services.GetService(typeof(Fleet.Grains.Blobs.IBlobStore))!;
        Assert.True(Fleet.Grains.Blobs.BlobId.TryParse(content.Sha256, out var id));
        Assert.True(await blobs.DeleteBlob("default", id, TestContext.Current.CancellationToken));

        Assert.Equal([new NumberRange(1, 1)], (await device.SendAsync([entry], [])).Acknowledged);
    }

    [Fact]
    public async Task A_size_that_is_not_the_attachments_and_a_body_that_is_none_are_rejected()
    {
        var device = new TestDevice(server, "attach-wrong");
        var content = await server.UploadAsync(Random(100));
        var reply = await device.SendAsync(
            [
                device.Coredump(TestDevice.NowMs, Guid.NewGuid(), content with { Bytes = 99 }),
                device.Entry(EntryType.LogFile, TestDevice.NowMs, [0x90]),
            ],
            []);
        Assert.Equal([RejectionCode.InvalidValue, RejectionCode.Malformed], reply.Rejected.OrderBy(r => r.Number).Select(r => r.Code));
        Assert.Equal("bytes: 99, but the attachment has 100", reply.Rejected.First(r => r.Number == 1).Reason);
    }

    [Fact]
    public async Task An_attachment_comes_back_whole_and_in_ranges_under_the_name_that_was_asked_for()
    {
        var content = Random(100_000);
        var path = await TakenAsync("attach-back", content);
        using var client = server.Client(server.ApiToken);

        using var whole = await client.GetAsync($"{path}?name=..%2Fmy%20core.zst");
        Assert.Equal(content, await whole.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", whole.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", whole.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(content.Length, whole.Content.Headers.ContentLength);
        Assert.Equal("nosniff", Assert.Single(whole.Headers.GetValues("X-Content-Type-Options")));

        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(99_990, null) } };
        using var part = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(content[99_990..], await part.Content.ReadAsByteArrayAsync());

        using var conditional = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        using var unchanged = await client.SendAsync(conditional);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task Only_what_an_entry_of_the_callers_own_project_names_can_be_read()
    {
        var path = await TakenAsync("attach-denied", Random(100));
        await server.Grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).CreateProject("strangers");
        var (_, stranger) = await server.Credentials.CreateAsync(TokenKind.ApiToken, "strangers", "tests");
        var unnamed = await server.UploadAsync(Random(100));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(path, server.ApiToken));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(path, stranger));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/api/v1/blobs/{unnamed.Sha256}", server.ApiToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path, server.ProjectKey));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("/api/v1/blobs/..%2F..%2Flog.db", server.ApiToken));
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? token)
    {
        using var client = server.Client(token);
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    private async Task<string> TakenAsync(string serial, byte[] content)
    {
        var device = new TestDevice(server, serial);
        var attachment = await server.UploadAsync(content);
        Assert.Single((await device.SendAsync([device.Recording(TestDevice.NowMs, Guid.NewGuid(), attachment)], [])).Acknowledged);
        return $"/api/v1/blobs/{attachment.Sha256}";
    }

    private static byte[] Random(int bytes)
    {
        var content = new byte[bytes];
        System.Random.Shared.NextBytes(content);
        return content;
    }
}

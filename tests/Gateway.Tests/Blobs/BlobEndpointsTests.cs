using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Fleet.Grains.Blobs;
using Fleet.Protocol;

namespace Fleet.Gateway.Tests.Blobs;

public sealed class BlobEndpointsTests : IAsyncLifetime
{
    private const string Missing = TusRequests.Blobs + "/00112233445566778899aabbccddeeff";

    private BlobServer _server = null!;

    private HttpClient Client => _server.Client;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await BlobServer.Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task OPTIONS_tells_version_extensions_and_limits_also_without_the_version_header()
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        using var response = await client.Send(HttpMethod.Options, TusRequests.Blobs);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("1.0.0", response.Header("Tus-Resumable"));
        Assert.Equal("1.0.0", response.Header("Tus-Version"));
        Assert.Equal("creation,creation-with-upload,checksum,expiration,termination", response.Header("Tus-Extension"));
        Assert.Equal(ProtocolLimits.MaxBlobBytes.ToString(CultureInfo.InvariantCulture), response.Header("Tus-Max-Size"));
        Assert.Equal("sha256", response.Header("Tus-Checksum-Algorithm"));
    }

    [Fact]
    public async Task An_upload_in_pieces_becomes_a_blob()
    {
        var content = Random(200_000);
        var metadata = TusRequests.Metadata("sha256", Hex(content)) + ",filename Y29yZQ==,is_confidential";
        using var created = await Client.Create(content.Length, metadata);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("Fri, 08 May 2026 12:00:00 GMT", created.Header("Upload-Expires"));
        var url = created.Headers.Location!.ToString();
        Assert.Matches("^/device/v1/blobs/[0-9a-f]{32}$", url);

        using var first = await Client.Patch(url, "0", content[..150_000]);
        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal("150000", first.Header("Upload-Offset"));
        Assert.NotNull(first.Header("Upload-Expires"));
        Assert.Equal("1.0.0", first.Header("Tus-Resumable"));

        using var head = await Client.Send(HttpMethod.Head, url);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("150000", head.Header("Upload-Offset"));
        Assert.Equal("200000", head.Header("Upload-Length"));
        Assert.Equal(metadata, head.Header("Upload-Metadata"));
        Assert.Equal("no-store", head.Header("Cache-Control"));
        Assert.Null(head.Header("Fleet-Blob-Sha256"));

        using var last = await Client.Patch(url, "150000", content[150_000..]);
        Assert.Equal("200000", last.Header("Upload-Offset"));
        Assert.Equal(Hex(content), last.Header("Fleet-Blob-Sha256"));
        using var after = await Client.Send(HttpMethod.Head, url);
        Assert.Equal("200000", after.Header("Upload-Offset"));
        Assert.Equal(Hex(content), after.Header("Fleet-Blob-Sha256"));
        Assert.Equal(content, await Stored("p", content));
    }

    [Theory]
    [InlineData("POST", TusRequests.Blobs)]
    [InlineData("HEAD", Missing)]
    [InlineData("PATCH", Missing)]
    [InlineData("DELETE", Missing)]
    public async Task Another_version_or_none_is_412_and_nothing_happens(string method, string url)
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        client.DefaultRequestHeaders.Add("X-Project", "p");
        foreach (var version in new[] { null, "0.2.2", "1.0.0, 2.0" })
        {
            using var response = version is null
                ? await client.Send(new HttpMethod(method), url, ("Upload-Length", "3"))
                : await client.Send(new HttpMethod(method), url, ("Upload-Length", "3"), ("Tus-Resumable", version));
            Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
            Assert.Equal("1.0.0", response.Header("Tus-Version"));
        }

        Assert.False(Directory.Exists(Path.Combine(_server.Folder, "p")));
    }

    [Theory]
    [InlineData("POST", TusRequests.Blobs)]
    [InlineData("HEAD", Missing)]
    [InlineData("PATCH", Missing)]
    [InlineData("DELETE", Missing)]
    public async Task Without_a_project_the_answer_is_401(string method, string url)
    {
        using var client = new HttpClient { BaseAddress = _server.Address };
        using var response = await client.Send(new HttpMethod(method), url, ("Tus-Resumable", "1.0.0"), ("Upload-Length", "3"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("0x10")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public async Task A_length_that_is_no_number_of_bytes_is_400(string? length)
    {
        using var response = length is null
            ? await Client.Send(HttpMethod.Post, TusRequests.Blobs)
            : await Client.Send(HttpMethod.Post, TusRequests.Blobs, ("Upload-Length", length));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Upload-Length", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_deferred_length_is_400()
    {
        using var response = await Client.Send(HttpMethod.Post, TusRequests.Blobs, ("Upload-Defer-Length", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_length_above_the_limit_is_413_and_the_limit_itself_is_not()
    {
        using var above = await Client.Create(ProtocolLimits.MaxBlobBytes + 1);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, above.StatusCode);
        using var at = await Client.Create(ProtocolLimits.MaxBlobBytes);
        Assert.Equal(HttpStatusCode.Created, at.StatusCode);
    }

    [Theory]
    [InlineData("key value!")]
    [InlineData("key YQ== YQ==")]
    [InlineData("a YQ==,,b")]
    [InlineData("a YQ==,a YQ==")]
    [InlineData("sha256")]
    [InlineData("sha256 YQ==")]
    public async Task Metadata_that_is_not_as_specified_is_400(string metadata)
    {
        using var response = await Client.Create(3, metadata);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Upload-Metadata", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Metadata_is_bounded()
    {
        using var tooLong = await Client.Create(3, "key " + new string('A', 4096));
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
        using var tooMany = await Client.Create(3, string.Join(',', Enumerable.Range(0, 33).Select(i => $"k{i} YQ==")));
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("hex")]
    [InlineData("HEX")]
    [InlineData("base64")]
    public async Task The_digest_may_be_bytes_hexadecimal_or_Base64(string form)
    {
        byte[] content = [1, 2, 3], digest = SHA256.HashData(content);
        var value = form switch
        {
            "bytes" => digest,
            "hex" => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(digest)),
            "HEX" => Encoding.ASCII.GetBytes(Convert.ToHexString(digest)),
            _ => Encoding.ASCII.GetBytes(Convert.ToBase64String(digest)),
        };
        var good = await Client.Created(3, $"sha256 {Convert.ToBase64String(value)}");
        using var taken = await Client.Patch(good, "0", content);
        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        var bad = await Client.Created(3, $"sha256 {Convert.ToBase64String(value)}");
        using var refused = await Client.Patch(bad, "0", [3, 2, 1]);
        Assert.Equal(460, (int)refused.StatusCode);
    }

    [Fact]
    public async Task Content_with_another_digest_is_460_and_the_upload_is_discarded()
    {
        var url = await Client.Created(3, TusRequests.Metadata("sha256", Hex([9])));
        using var response = await Client.Patch(url, "0", [1, 2, 3]);
        Assert.Equal(460, (int)response.StatusCode);
        Assert.Contains("the upload is discarded", await response.Content.ReadAsStringAsync(Cancel));
        using var head = await Client.Send(HttpMethod.Head, url);
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
        Assert.Null(head.Header("Upload-Offset"));
        Assert.Null(await _server.Store.OpenRead("p", Blob([1, 2, 3]), Cancel));
    }

    [Fact]
    public async Task Another_content_type_is_415()
    {
        var url = await Client.Created(3);
        var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = TusRequests.Content([1], "application/octet-stream") };
        request.Headers.Add("Upload-Offset", "0");
        using var response = await Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(0, await Offset(url));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("one")]
    public async Task An_offset_that_is_no_number_of_bytes_is_400(string offset)
    {
        var url = await Client.Created(3);
        var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = TusRequests.Content([1]) };
        request.Headers.TryAddWithoutValidation("Upload-Offset", offset);
        using var response = await Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_wrong_offset_is_409_and_nothing_is_taken()
    {
        var url = await Client.Created(6);
        using var first = await Client.Patch(url, "0", [1, 2, 3]);
        foreach (var offset in new[] { "0", "2", "4", "6" })
        {
            using var response = await Client.Patch(url, offset, [9]);
            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        }

        Assert.Equal(3, await Offset(url));
    }

    [Fact]
    public async Task More_than_the_length_is_413_with_and_without_a_Content_Length()
    {
        var url = await Client.Created(3);
        using var announced = await Client.Patch(url, "0", [1, 2, 3, 4]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, announced.StatusCode);
        var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = TusRequests.Content([1, 2, 3, 4]) };
        request.Headers.Add("Upload-Offset", "0");
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
        Assert.Equal(0, await Offset(url));
    }

    [Fact]
    public async Task A_checksum_is_checked_and_a_mismatch_takes_nothing()
    {
        var url = await Client.Created(6);
        var checksum = "sha256 " + Convert.ToBase64String(SHA256.HashData([1, 2, 3]));
        using var wrong = await Client.Patch(url, "0", [3, 2, 1], ("Upload-Checksum", checksum));
        Assert.Equal(460, (int)wrong.StatusCode);
        Assert.Equal(0, await Offset(url));
        using var right = await Client.Patch(url, "0", [1, 2, 3], ("Upload-Checksum", checksum));
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
        Assert.Equal(3, await Offset(url));
    }

    [Theory]
    [InlineData("md5 1B2M2Y8AsgTpgAmY7PhCfg==")]
    [InlineData("sha256 AAAA")]
    [InlineData("sha256")]
    [InlineData("sha256 !!")]
    [InlineData("")]
    public async Task A_checksum_that_is_not_a_SHA256_is_400(string checksum)
    {
        var url = await Client.Created(3);
        using var response = await Client.Patch(url, "0", [1], ("Upload-Checksum", checksum));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, await Offset(url));
    }

    [Fact]
    public async Task A_creation_may_bring_the_first_bytes_or_all_of_them()
    {
        using var part = await Client.SendAsync(Creation(6, [1, 2, 3]), Cancel);
        Assert.Equal(HttpStatusCode.Created, part.StatusCode);
        Assert.Equal("3", part.Header("Upload-Offset"));
        Assert.Equal(3, await Offset(part.Headers.Location!.ToString()));
        using var whole = await Client.SendAsync(Creation(3, [1, 2, 3]), Cancel);
        Assert.Equal("3", whole.Header("Upload-Offset"));
        Assert.Equal(Hex([1, 2, 3]), whole.Header("Fleet-Blob-Sha256"));

        static HttpRequestMessage Creation(int length, byte[] body)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, TusRequests.Blobs) { Content = TusRequests.Content(body) };
            request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
            return request;
        }
    }

    [Fact]
    public async Task An_empty_upload_is_complete_at_once()
    {
        using var response = await Client.Create(0);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("0", response.Header("Upload-Offset"));
        Assert.Equal(Hex([]), response.Header("Fleet-Blob-Sha256"));
    }

    [Fact]
    public async Task A_terminated_upload_is_gone()
    {
        var url = await Client.Created(3);
        using var deleted = await Client.Send(HttpMethod.Delete, url);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var method in new[] { HttpMethod.Head, HttpMethod.Delete })
        {
            using var response = await Client.Send(method, url);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        using var patch = await Client.Patch(url, "0", [1]);
        Assert.Equal(HttpStatusCode.NotFound, patch.StatusCode);
    }

    [Fact]
    public async Task An_expired_upload_is_410()
    {
        var url = await Client.Created(3);
        using var before = await Client.Patch(url, "0", [1]);
        _server.Time.Advance(TimeSpan.FromDays(7));
        using var head = await Client.Send(HttpMethod.Head, url);
        Assert.Contains(head.StatusCode, new[] { HttpStatusCode.Gone, HttpStatusCode.NotFound });
        using var patch = await Client.Patch(url, "1", [2]);
        Assert.Contains(patch.StatusCode, new[] { HttpStatusCode.Gone, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task An_upload_of_another_project_does_not_exist()
    {
        var url = await Client.Created(3);
        using var other = new HttpClient { BaseAddress = _server.Address };
        other.DefaultRequestHeaders.Add("X-Project", "q");
        other.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");
        using var head = await other.Send(HttpMethod.Head, url);
        using var patch = await other.Patch(url, "0", [1, 2, 3]);
        using var delete = await other.Send(HttpMethod.Delete, url);
        Assert.All([head, patch, delete], response => Assert.Equal(HttpStatusCode.NotFound, response.StatusCode));
        Assert.Equal(0, await Offset(url));
    }

    [Theory]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("00112233445566778899AABBCCDDEEFF")]
    [InlineData("1")]
    public async Task An_id_that_is_none_is_404(string id)
    {
        using var response = await Client.Send(HttpMethod.Head, $"{TusRequests.Blobs}/{id}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_method_may_be_said_in_a_header()
    {
        var url = await Client.Created(3);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = TusRequests.Content([1, 2, 3]) };
        request.Headers.Add("Upload-Offset", "0");
        request.Headers.Add("X-HTTP-Method-Override", "PATCH");
        using var patched = await Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
        using var deleted = await Client.Send(HttpMethod.Post, url, ("X-HTTP-Method-Override", "DELETE"));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var none = await Client.Send(HttpMethod.Post, url);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, none.StatusCode);
    }

    [Fact]
    public async Task A_connection_that_dies_in_the_middle_keeps_what_came_and_another_request_meanwhile_is_423()
    {
        const int sent = 9_000_000;
        var content = Random(12_000_000);
        var url = await Client.Created(content.Length, TusRequests.Metadata("sha256", Hex(content)));
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(_server.Address.Host, _server.Address.Port, Cancel);
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"PATCH {url} HTTP/1.1\r\nHost: localhost\r\nX-Project: p\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {content.Length}\r\n\r\n"), Cancel);
            await stream.WriteAsync(content.AsMemory(0, sent), Cancel);
            await Eventually(async () => await Offset(url) > 0);
            using var meanwhile = await Client.Patch(url, $"{await Offset(url)}", [1]);
            Assert.Equal(HttpStatusCode.Locked, meanwhile.StatusCode);
            socket.LingerState = new LingerOption(true, 0);
        }

        await Eventually(async () =>
        {
            var offset = (int)await Offset(url);
            Assert.InRange(offset, 1, sent);
            using var rest = await Client.Patch(url, $"{offset}", content[offset..]);
            Assert.Contains(rest.StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.Locked, HttpStatusCode.Conflict });
            return rest.StatusCode == HttpStatusCode.NoContent;
        });
        Assert.Equal(content, await Stored("p", content));
    }

    [Fact]
    public async Task A_server_that_restarts_goes_on_where_the_last_one_was()
    {
        var content = Random(100_000);
        var url = await Client.Created(content.Length);
        using var first = await Client.Patch(url, "0", content[..60_000]);
        await _server.Stop();
        _server = await BlobServer.Start(_server.Folder);
        Assert.Equal(60_000, await Offset(url));
        using var rest = await Client.Patch(url, "60000", content[60_000..]);
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        Assert.Equal(content, await Stored("p", content));
    }

    [Fact]
    public async Task Bytes_that_are_all_there_but_were_not_completed_are_completed_by_the_next_look()
    {
        var upload = await _server.Store.CreateUpload("p", 3, "", Blob([1, 2, 3]), _server.Time.GetUtcNow().AddDays(1), Cancel);
        await _server.Store.Append("p", upload.Id, 0, new MemoryStream([1, 2, 3]), null, Cancel);
        using var head = await Client.Send(HttpMethod.Head, $"{TusRequests.Blobs}/{upload.Id}");
        Assert.Equal(Hex([1, 2, 3]), head.Header("Fleet-Blob-Sha256"));
        Assert.Equal([1, 2, 3], await Stored("p", [1, 2, 3]));
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static BlobId Blob(byte[] content) => BlobId.OfDigest(SHA256.HashData(content));

    private async Task<long> Offset(string url)
    {
        using var head = await Client.Send(HttpMethod.Head, url);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        return long.Parse(head.Header("Upload-Offset")!, CultureInfo.InvariantCulture);
    }

    private async Task<byte[]> Stored(string project, byte[] content)
    {
        await using var stream = await _server.Store.OpenRead(project, Blob(content), Cancel);
        Assert.NotNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }
}

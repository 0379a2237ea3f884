using System.Security.Cryptography;
using Fleet.Grains.Blobs;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Storage.Tests.Blobs;

/// <summary>What every <see cref="IBlobStore"/> holds to.</summary>
public abstract class BlobStoreContract
{
    protected static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    protected FakeTimeProvider Time { get; } = new(Start);

    protected abstract IBlobStore Store { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_appended_in_pieces_become_a_blob_named_by_their_digest()
    {
        var content = Random(300_000);
        var upload = await Create(content.Length);
        Assert.Equal((BlobAppendOutcome.Appended, 100_000), await Append(upload, 0, content[..100_000]));
        Assert.Equal(100_000, (await Store.FindUpload("p", upload, Cancel))!.Offset);
        Assert.Equal((BlobAppendOutcome.Appended, 300_000), await Append(upload, 100_000, content[100_000..]));

        Assert.Equal(BlobCompletion.Complete, await Store.Complete("p", upload, Cancel));

        Assert.Equal(Digest(content), (await Store.FindUpload("p", upload, Cancel))!.Blob);
        Assert.Equal(content, await Read("p", Digest(content)));
    }

    [Fact]
    public async Task An_upload_tells_what_it_was_created_with()
    {
        var expected = Digest([1, 2, 3]);
        var made = await Store.CreateUpload("p", 12, "name Zm9v", expected, Start.AddDays(1), Cancel);
        Assert.Equal(made, await Store.FindUpload("p", made.Id, Cancel));
        Assert.Equal((12, 0, "name Zm9v", expected, Start.AddDays(1)), (made.Length, made.Offset, made.Metadata, made.Expected, made.ExpiresAt));
    }

    [Fact]
    public async Task Bytes_at_another_offset_are_not_taken()
    {
        var upload = await Create(10);
        await Append(upload, 0, [1, 2, 3]);
        Assert.Equal((BlobAppendOutcome.WrongOffset, 3), await Append(upload, 0, [9, 9, 9]));
        Assert.Equal((BlobAppendOutcome.WrongOffset, 3), await Append(upload, 4, [9, 9, 9]));
    }

    [Fact]
    public async Task Bytes_beyond_the_length_are_not_taken()
    {
        var upload = await Create(4);
        await Append(upload, 0, [1, 2]);
        Assert.Equal((BlobAppendOutcome.TooLong, 2), await Append(upload, 2, [3, 4, 5]));
        Assert.Equal((BlobAppendOutcome.Appended, 4), await Append(upload, 2, [3, 4]));
        Assert.Equal(BlobCompletion.Complete, await Store.Complete("p", upload, Cancel));
        Assert.Equal([1, 2, 3, 4], await Read("p", Digest([1, 2, 3, 4])));
    }

    [Fact]
    public async Task Bytes_with_a_wrong_checksum_are_taken_back()
    {
        var upload = await Create(6);
        await Append(upload, 0, [1, 2, 3]);
        Assert.Equal((BlobAppendOutcome.WrongChecksum, 3), await Append(upload, 3, [4, 5, 6], SHA256.HashData([7])));
        Assert.Equal((BlobAppendOutcome.Appended, 6), await Append(upload, 3, [4, 5, 6], SHA256.HashData([4, 5, 6])));
        await Store.Complete("p", upload, Cancel);
        Assert.Equal([1, 2, 3, 4, 5, 6], await Read("p", Digest([1, 2, 3, 4, 5, 6])));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_keeps_what_it_gave_unless_a_checksum_was_to_hold()
    {
        var upload = await Create(6);
        using var checkedStream = new BreakingStream([1, 2, 3]);
        Assert.Equal(new BlobAppend(BlobAppendOutcome.BrokenOff, 0), await Store.Append("p", upload, 0, checkedStream, SHA256.HashData([1, 2, 3, 4]), Cancel));
        using var stream = new BreakingStream([1, 2, 3]);
        Assert.Equal(new BlobAppend(BlobAppendOutcome.BrokenOff, 3), await Store.Append("p", upload, 0, stream, null, Cancel));
        Assert.Equal(3, (await Store.FindUpload("p", upload, Cancel))!.Offset);
    }

    [Fact]
    public async Task A_second_append_at_the_same_time_is_refused()
    {
        var upload = await Create(6);
        using var slow = new PausingStream([1, 2, 3]);
        var first = Store.Append("p", upload, 0, slow, null, Cancel);
        await slow.Paused;
        Assert.Equal((BlobAppendOutcome.Locked, 0), await Append(upload, 0, [9]));
        Assert.Equal(BlobCompletion.Locked, await Store.Complete("p", upload, Cancel));
        Assert.False(await Store.DeleteUpload("p", upload, Cancel));
        slow.Resume();
        Assert.Equal(new BlobAppend(BlobAppendOutcome.Appended, 3), await first);
        Assert.Equal((BlobAppendOutcome.Appended, 6), await Append(upload, 3, [4, 5, 6]));
    }

    [Fact]
    public async Task Content_that_is_not_what_was_announced_is_discarded()
    {
        var upload = (await Store.CreateUpload("p", 3, "", Digest([9, 9, 9]), Start.AddDays(1), Cancel)).Id;
        await Append(upload, 0, [1, 2, 3]);
        Assert.Equal(BlobCompletion.WrongDigest, await Store.Complete("p", upload, Cancel));
        Assert.Null(await Store.FindUpload("p", upload, Cancel));
        Assert.Null(await Store.OpenRead("p", Digest([1, 2, 3]), Cancel));
        Assert.Null(await Store.OpenRead("p", Digest([9, 9, 9]), Cancel));
    }

    [Fact]
    public async Task An_upload_that_is_not_full_does_not_complete()
    {
        var upload = await Create(3);
        await Append(upload, 0, [1, 2]);
        Assert.Equal(BlobCompletion.NotFound, await Store.Complete("p", upload, Cancel));
    }

    [Fact]
    public async Task Completing_again_gives_the_same()
    {
        var upload = await Uploaded("p", [1, 2, 3]);
        Assert.Equal(BlobCompletion.Complete, await Store.Complete("p", upload, Cancel));
        Assert.Equal((BlobAppendOutcome.Appended, 3), await Append(upload, 3, []));
        Assert.True(await Store.DeleteBlob("p", Digest([1, 2, 3]), Cancel));
        Assert.Equal(BlobCompletion.NotFound, await Store.Complete("p", upload, Cancel));
        Assert.Null(await Store.OpenRead("p", Digest([1, 2, 3]), Cancel));
    }

    [Fact]
    public async Task A_blob_tells_its_length_and_whether_something_refers_to_it()
    {
        var blob = Digest([1, 2, 3]);
        Assert.Null(await Store.FindBlob("p", blob, Cancel));
        await Uploaded("p", [1, 2, 3]);
        Assert.Equal(new BlobInfo(3, IsReferenced: false), await Store.FindBlob("p", blob, Cancel));
        Assert.True(await Store.MarkReferenced("p", blob, Cancel));
        Assert.Equal(new BlobInfo(3, IsReferenced: true), await Store.FindBlob("p", blob, Cancel));
        Assert.Null(await Store.FindBlob("q", blob, Cancel));
    }

    [Fact]
    public async Task Nothing_at_all_is_a_blob_too()
    {
        await Uploaded("p", []);
        Assert.Empty(await Read("p", Digest([])));
    }

    [Fact]
    public async Task The_same_content_twice_is_one_blob()
    {
        var first = await Uploaded("p", [1, 2, 3]);
        var second = await Uploaded("p", [1, 2, 3]);
        Assert.Equal((await Store.FindUpload("p", first, Cancel))!.Blob, (await Store.FindUpload("p", second, Cancel))!.Blob);
        Assert.Equal([1, 2, 3], await Read("p", Digest([1, 2, 3])));
    }

    [Fact]
    public async Task Nothing_of_one_project_is_reachable_from_another()
    {
        var upload = await Create(3);
        Assert.Null(await Store.FindUpload("q", upload, Cancel));
        Assert.Equal(BlobAppendOutcome.NotFound, (await Store.Append("q", upload, 0, new MemoryStream([1]), null, Cancel)).Outcome);
        Assert.False(await Store.DeleteUpload("q", upload, Cancel));
        await Uploaded("p", [4, 5]);
        var blob = Digest([4, 5]);
        Assert.Null(await Store.OpenRead("q", blob, Cancel));
        Assert.False(await Store.MarkReferenced("q", blob, Cancel));
        Assert.False(await Store.DeleteBlob("q", blob, Cancel));
        Assert.Equal([4, 5], await Read("p", blob));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../p")]
    [InlineData("a/b")]
    [InlineData("P")]
    [InlineData("Füße %2f")]
    public async Task A_project_of_any_name_is_its_own(string project)
    {
        await Uploaded("p", [1]);
        await Uploaded(project, [1]);
        Assert.True(await Store.DeleteBlob(project, Digest([1]), Cancel));
        Assert.Equal([1], await Read("p", Digest([1])));
    }

    [Fact]
    public async Task A_deleted_upload_is_gone()
    {
        var upload = await Create(3);
        await Append(upload, 0, [1]);
        Assert.True(await Store.DeleteUpload("p", upload, Cancel));
        Assert.Null(await Store.FindUpload("p", upload, Cancel));
        Assert.False(await Store.DeleteUpload("p", upload, Cancel));
        Assert.Equal((BlobAppendOutcome.NotFound, 0), await Append(upload, 1, [2]));
    }

    [Fact]
    public async Task Deleting_a_complete_upload_leaves_its_blob()
    {
        var upload = await Uploaded("p", [1, 2, 3]);
        Assert.True(await Store.DeleteUpload("p", upload, Cancel));
        Assert.Equal([1, 2, 3], await Read("p", Digest([1, 2, 3])));
    }

    [Fact]
    public async Task Uploads_expire_at_their_time()
    {
        var upload = await Create(3);
        Assert.Equal(default, await Store.Expire(Start.AddDays(1).AddTicks(-1), Start, Cancel));
        Assert.Equal(new BlobExpiryCount(1, 0), await Store.Expire(Start.AddDays(1), Start, Cancel));
        Assert.Null(await Store.FindUpload("p", upload, Cancel));
    }

    [Fact]
    public async Task A_blob_that_nothing_refers_to_expires_and_one_that_something_does_stays()
    {
        await Uploaded("p", [1]);
        await Uploaded("p", [2]);
        Assert.True(await Store.MarkReferenced("p", Digest([2]), Cancel));
        Assert.True(await Store.MarkReferenced("p", Digest([2]), Cancel));
        Assert.Equal(default, await Store.Expire(Start, Start, Cancel));
        Assert.Equal(new BlobExpiryCount(0, 1), await Store.Expire(Start, Start.AddSeconds(1), Cancel));
        Assert.Null(await Store.OpenRead("p", Digest([1]), Cancel));
        Assert.False(await Store.MarkReferenced("p", Digest([1]), Cancel));
        Assert.Equal([2], await Read("p", Digest([2])));
    }

    [Fact]
    public async Task Uploading_the_same_again_postpones_the_expiry()
    {
        await Uploaded("p", [1]);
        Time.Advance(TimeSpan.FromHours(2));
        await Uploaded("p", [1]);
        Assert.Equal(0, (await Store.Expire(Start, Start.AddHours(1), Cancel)).Blobs);
        Assert.Equal(1, (await Store.Expire(Start, Start.AddHours(3), Cancel)).Blobs);
    }

    protected static BlobId Digest(byte[] content) => BlobId.OfDigest(SHA256.HashData(content));

    protected static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    protected async Task<UploadId> Create(long length) => (await Store.CreateUpload("p", length, "", null, Start.AddDays(1), Cancel)).Id;

    protected async Task<(BlobAppendOutcome Outcome, long Offset)> Append(UploadId upload, long offset, byte[] bytes, byte[]? sha256 = null)
    {
        var append = await Store.Append("p", upload, offset, new MemoryStream(bytes), sha256 is null ? (ReadOnlyMemory<byte>?)null : sha256, Cancel);
        return (append.Outcome, append.Offset);
    }

    protected async Task<byte[]> Read(string project, BlobId blob)
    {
        await using var stream = await Store.OpenRead(project, blob, Cancel);
        Assert.NotNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancel);
        return copy.ToArray();
    }

    private async Task<UploadId> Uploaded(string project, byte[] content)
    {
        var upload = await Store.CreateUpload(project, content.Length, "", Digest(content), Start.AddDays(1), Cancel);
        await Store.Append(project, upload.Id, 0, new MemoryStream(content), null, Cancel);
        Assert.Equal(BlobCompletion.Complete, await Store.Complete(project, upload.Id, Cancel));
        return upload.Id;
    }
}

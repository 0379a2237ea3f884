using Fleet.Grains.Blobs;
using Fleet.Storage.Blobs;

namespace Fleet.Storage.Tests.Blobs;

[Collection(nameof(UndisturbedCollection))]
public sealed class DirectoryBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-blobs-").FullName;
    private readonly DirectoryBlobStore _store;

    public DirectoryBlobStoreTests() => _store = new DirectoryBlobStore(_folder, Time);

    protected override IBlobStore Store => _store;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nothing_is_written_outside_the_folder()
    {
        var upload = await _store.CreateUpload("../../escape", 1, "", null, Start, Cancel);
        Assert.NotNull(await _store.FindUpload("../../escape", upload.Id, Cancel));
        Assert.Equal(["%2e%2e%2f%2e%2e%2fescape"], Directory.GetDirectories(_folder).Select(Path.GetFileName));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_folder)!, $"*{upload.Id}*"));
    }

    /// <summary>A kill -9 leaves the files as they are at that moment: a copy of them is what the next process finds.</summary>
    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_keeps_what_it_promised_and_not_a_byte_that_it_did_not()
    {
        var content = Random(20 * 1024 * 1024);
        var upload = (await _store.CreateUpload("p", content.Length, "", Digest(content), Start.AddDays(1), Cancel)).Id;
        Assert.Equal((BlobAppendOutcome.Appended, 1_000_000), await Append(upload, 0, content[..1_000_000]));
        using var interrupted = new PausingStream(content[1_000_000..15_000_000]);
        var append = _store.Append("p", upload, 1_000_000, interrupted, null, Cancel);
        await interrupted.Paused;

        var copy = Directory.CreateTempSubdirectory("fleet-blobs-").FullName;
        try
        {
            CopyTree(_folder, copy);
            var data = Directory.GetFiles(copy, "*.data", SearchOption.AllDirectories).Single();
            await File.AppendAllBytesAsync(data, new byte[10_000_000], Cancel);
            var next = new DirectoryBlobStore(copy, Time);
            var offset = (await next.FindUpload("p", upload, Cancel))!.Offset;
            Assert.InRange(offset, 9_000_000, 15_000_000);

            var rest = await next.Append("p", upload, offset, new MemoryStream(content[(int)offset..]), null, Cancel);
            Assert.Equal(new BlobAppend(BlobAppendOutcome.Appended, content.Length), rest);
            Assert.Equal(BlobCompletion.Complete, await next.Complete("p", upload, Cancel));
            await using var stream = await next.OpenRead("p", Digest(content), Cancel);
            Assert.Equal(content.Length, stream!.Length);
        }
        finally
        {
            interrupted.Resume();
            await append;
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task A_process_that_is_killed_while_it_completes_is_made_good_for_by_completing_again()
    {
        var upload = await Create(3);
        await Append(upload, 0, [1, 2, 3]);
        var data = Directory.GetFiles(_folder, "*.data", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(Path.ChangeExtension(data, ".blob"), Digest([1, 2, 3]).ToString(), Cancel);
        Assert.Null((await _store.FindUpload("p", upload, Cancel))!.Blob);
        Assert.Equal(BlobCompletion.Complete, await _store.Complete("p", upload, Cancel));
        Assert.Equal(Digest([1, 2, 3]), (await _store.FindUpload("p", upload, Cancel))!.Blob);
        Assert.Equal([1, 2, 3], await Read("p", Digest([1, 2, 3])));
    }

    [Fact]
    public async Task An_append_holds_no_more_than_a_buffer_in_memory()
    {
        const int length = 64 * 1024 * 1024;
        var upload = await Create(length);
        await Append(upload, 0, [0]);
        using var content = new ZeroStream(length - 1);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal(new BlobAppend(BlobAppendOutcome.Appended, length), await _store.Append("p", upload, 1, content, null, Cancel));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4 * 1024 * 1024);
    }

    [Theory]
    [InlineData("{\"Length\":")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_damaged_upload_does_not_keep_the_others_from_expiring(string content)
    {
        await _store.CreateUpload("a", 3, "", null, Start, Cancel);
        var record = Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(record, content, Cancel);
        var upload = await _store.CreateUpload("b", 3, "", null, Start, Cancel);

        var count = await _store.Expire(Start, Start, Cancel);

        Assert.Equal((1, 1), (count.Uploads, count.Failures));
        Assert.Contains(record, count.FirstFailure, StringComparison.Ordinal);
        Assert.Null(await _store.FindUpload("b", upload.Id, Cancel));
    }

    [Fact]
    public async Task What_a_killed_process_was_writing_is_removed_after_a_day()
    {
        await Create(3);
        var folder = Path.GetDirectoryName(Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories).Single())!;
        var old = Path.Combine(folder, "x.json.0.tmp");
        var young = Path.Combine(folder, "y.json.0.tmp");
        await File.WriteAllTextAsync(old, "", Cancel);
        await File.WriteAllTextAsync(young, "", Cancel);
        File.SetLastWriteTimeUtc(old, Start.AddDays(-1).AddSeconds(-1).UtcDateTime);
        File.SetLastWriteTimeUtc(young, Start.AddDays(-1).UtcDateTime);

        Assert.Equal(default, await _store.Expire(Start, Start, Cancel));

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    private static void CopyTree(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = File.Create(target);
            source.CopyTo(copy);
        }
    }
}

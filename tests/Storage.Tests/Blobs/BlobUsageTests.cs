using System.Security.Cryptography;
using Fleet.Grains.Blobs;
using Fleet.Storage.Blobs;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Storage.Tests.Blobs;

public sealed class BlobUsageTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-usage-").FullName;
    private readonly FakeTimeProvider _time = new(Start);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_happens_what_is_counted_is_what_a_new_process_counts_in_the_folder(int seed)
    {
        var random = new Random(seed);
        var store = new DirectoryBlobStore(_folder, _time);
        var uploads = new List<(string Project, UploadId Id, byte[] Content)>();
        for (var step = 0; step < 150; step++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await DoAsync(random, store, uploads);
            foreach (var project in (string[])["p", "q"])
            {
                Assert.Equal(new DirectoryBlobStore(_folder, _time).UsedBy(project), store.UsedBy(project));
            }
        }

        var end = _time.GetUtcNow().AddDays(1);
        await store.Expire(end, end, Cancel);
        Assert.Equal((0, 0), (store.UsedBy("p"), store.UsedBy("q")));
    }

    [Fact]
    public async Task Many_at_once_do_not_get_more_than_the_quota()
    {
        var store = new DirectoryBlobStore(_folder, _time, 10 * (BlobUsage.UploadBytes + 100));
        var made = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(async () =>
        {
            try
            {
                await store.CreateUpload("p", 100, "", null, Start.AddDays(1), Cancel);
                return 1;
            }
            catch (BlobQuotaException)
            {
                return 0;
            }
        })));

        Assert.Equal(10, made.Sum());
    }

    [Fact]
    public async Task An_upload_that_could_not_be_made_takes_no_room()
    {
        var store = new DirectoryBlobStore(_folder, _time);
        Assert.Equal(0, store.UsedBy("p"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "p"), "in the way", Cancel);
        await Assert.ThrowsAnyAsync<IOException>(() => store.CreateUpload("p", 100, "", null, Start.AddDays(1), Cancel));
        Assert.Equal(0, store.UsedBy("p"));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_keeps_no_one_from_counting_the_others()
    {
        var first = new DirectoryBlobStore(_folder, _time);
        await first.CreateUpload("p", 100, "", null, Start.AddDays(1), Cancel);
        var damaged = Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories).Single();
        await first.CreateUpload("p", 50, "", null, Start.AddDays(1), Cancel);
        await File.WriteAllTextAsync(damaged, "{", Cancel);

        Assert.Equal((2 * BlobUsage.UploadBytes) + 50, new DirectoryBlobStore(_folder, _time).UsedBy("p"));
    }

    private static BlobId Digest(byte[] content) => BlobId.OfDigest(SHA256.HashData(content));

    private async Task DoAsync(Random random, DirectoryBlobStore store, List<(string Project, UploadId Id, byte[] Content)> uploads)
    {
        var (project, id, content) = uploads.Count > 0 ? uploads[random.Next(uploads.Count)] : ("p", UploadId.NewRandom(), []);
        switch (random.Next(9))
        {
            case 0 or 1:
                // Few contents, so that some come twice; now and then one that is not what was announced.
                var bytes = new byte[random.Next(6) * 10];
                var announced = random.Next(4) == 0 ? Digest([1]) : Digest(bytes);
                var where = random.Next(2) == 0 ? "p" : "q";
                uploads.Add((where, (await store.CreateUpload(where, bytes.Length, "", announced, _time.GetUtcNow().AddHours(1), Cancel)).Id, bytes));
                break;
            case 2 or 3 or 4:
                if (await store.FindUpload(project, id, Cancel) is { } upload)
                {
                    var some = random.Next((int)(upload.Length - upload.Offset) + 1);
                    await store.Append(project, id, upload.Offset, new MemoryStream(content, (int)upload.Offset, random.Next(3) == 0 ? some : (int)(upload.Length - upload.Offset)), null, Cancel);
                }

                await store.Complete(project, id, Cancel);
                break;
            case 5:
                await store.DeleteUpload(project, id, Cancel);
                break;
            case 6:
                await store.MarkReferenced(project, Digest(content), Cancel);
                break;
            case 7:
                await store.DeleteBlob(project, Digest(content), Cancel);
                break;
            default:
                await store.Expire(_time.GetUtcNow(), _time.GetUtcNow().AddHours(-1), Cancel);
                break;
        }
    }
}

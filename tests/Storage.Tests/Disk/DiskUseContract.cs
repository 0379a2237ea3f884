using Fleet.Domain.Disk;
using Fleet.Grains.Observations;
using Fleet.Grains.Projections;
using Fleet.Protocol.Sync;
using Fleet.Storage.Disk;
using Fleet.Storage.Tests.Devices;
using Fleet.Storage.Tests.Projections;

namespace Fleet.Storage.Tests.Disk;

/// <summary>What every store tells of the disk.</summary>
public abstract class DiskUseContract(StoreFixture store) : IDisposable
{
    private const long DayMs = 86_400_000;

    private readonly TemporaryFolder _folder = new();

    private DiskUse Disk => new(store.Store.Databases, new DiskFolders(Path.Combine(_folder.Path, "blobs"), Path.Combine(_folder.Path, "columns")), null);

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Attachments_count_once_by_their_kind_and_what_nothing_names_by_itself()
    {
        var before = await Disk.MeasureAsync(default);
        var device = Views.Of(store.NewProject(), "d", 8_000);
        var blob = new string('c', 64);
        await store.Store.Projections.ApplyAsync(8_000, commit => commit with
        {
            Devices = [device],
            Observations =
            [
                .. Enumerable.Range(0, 3).Select(i => new ObservationIndexEntry(
                    device.Project, device.DeviceId, (int)EntryType.LogFile, new ObservationCursor(5 + i, 8_000, 1, i), "", blob, 40)),
                new ObservationIndexEntry(device.Project, device.DeviceId, (int)EntryType.Coredump, new ObservationCursor(9, 8_000, 1, 9), "", new string('d', 64), 100),
            ],
        });
        Directory.CreateDirectory(Path.Combine(_folder.Path, "blobs", "p"));
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "blobs", "p", "one"), new byte[200]);
        var after = await Disk.MeasureAsync(default);
        Assert.Equal(40, after[StoragePart.LogAttachments] - before[StoragePart.LogAttachments]);
        Assert.Equal(100, after[StoragePart.CoredumpAttachments] - before[StoragePart.CoredumpAttachments]);
        Assert.Equal(200 - after[StoragePart.LogAttachments] - after[StoragePart.CoredumpAttachments], after[StoragePart.OtherAttachments]);
        Assert.True(after[StoragePart.EventLog] > 0 && after[StoragePart.ReadModels] > 0);
        Assert.Equal((5L, 9L), ((await Disk.OldestAsync(default))[StoragePart.LogAttachments], (await Disk.OldestAsync(default))[StoragePart.CoredumpAttachments]));
        Assert.True(Disk.FreeBytes() > 0);
    }

    [Fact]
    public async Task A_day_has_one_sample_and_old_ones_go()
    {
        async Task<bool> AddAsync(long day, long bytes, long keepFrom = 0) =>
            await Disk.AddSampleAsync(day * DayMs, new Dictionary<StoragePart, long> { [StoragePart.EventLog] = bytes, [StoragePart.Rollups] = 1 }, keepFrom * DayMs, default);
        Assert.False(await Disk.HasSampleAsync(3 * DayMs, default));
        Assert.True(await AddAsync(3, 10));
        Assert.True(await AddAsync(4, 20));
        Assert.False(await AddAsync(4, 30));
        Assert.True(await Disk.HasSampleAsync(3 * DayMs, default));
        Assert.Equal([(3 * DayMs, 10L), (4 * DayMs, 20L)], (await Disk.SamplesAsync(0, default))[StoragePart.EventLog]);
        Assert.True(await AddAsync(5, 40, keepFrom: 4));
        Assert.Equal([20L, 40L], (await Disk.SamplesAsync(0, default))[StoragePart.EventLog].Select(s => s.Bytes));
        Assert.Equal([40L], (await Disk.SamplesAsync(5 * DayMs, default))[StoragePart.EventLog].Select(s => s.Bytes));
    }
}

using System.Diagnostics;
using Fleet.Domain.Devices;
using Fleet.Grains;
using Fleet.Storage.Tests.EventLog;

namespace Fleet.Storage.Tests.Faults;

/// <summary>A disk of 16 MB fills up, with a real file system. Needs root, to mount it.</summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly string _mount = Directory.CreateTempSubdirectory("fleet-disk-").FullName;
    private readonly bool _isMounted;

    public DiskFullTests() => _isMounted = Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs");

    [Fact]
    public async Task Full_disk_is_an_error_that_says_so_and_appends_go_on_when_there_is_room()
    {
        Assert.SkipUnless(_isMounted, "a small file system can only be mounted by root");
        var device = new DeviceKey("p", "d");
        await using var store = await RunningStore.StartAsync(StorageOptions.Sqlite(_mount));
        var reserve = Path.Combine(_mount, "reserve");
        await File.WriteAllBytesAsync(reserve, new byte[4 * 1024 * 1024]);

        var acknowledged = await FillAsync(store, device);
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Log.AppendAsync(Appends.To(device, acknowledged, 200_000), default));
        Assert.Contains("the disk is full", failure.Message);
        Assert.Contains("log.db", failure.Message);

        File.Delete(reserve);
        var history = await store.Log.LoadAsync(device, default);
        Assert.Equal(acknowledged, history.Sequence);
        Assert.True((await store.Log.AppendAsync(Appends.To(device, acknowledged, 200_000), default)).IsCommitted);
        Assert.All((await store.Log.ReadAllAsync(device.ShardOf(16))).Index(), row => Assert.Equal(row.Index + 1, row.Item.Position));
    }

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", []);
        }

        Directory.Delete(_mount, recursive: true);
    }

    private static async Task<long> FillAsync(RunningStore store, DeviceKey device)
    {
        for (var sequence = 0L; ; sequence++)
        {
            try
            {
                await store.Log.AppendAsync(Appends.To(device, sequence, 200_000), default);
            }
            catch (StoreUnavailableException)
            {
                return (await store.Log.LoadAsync(device, default)).Sequence;
            }
        }
    }

    private bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, [.. arguments, _mount]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

using Fleet.EndToEnd.Tests.Processes;

namespace Fleet.EndToEnd.Tests.Faults;

/// <summary>A small file system of the test's own, which it can fill to the last byte. Needs root, to mount it where server and test both see it.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new("fleet-disk-");

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<SmallDisk> MountAsync(int mebibytes)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounts a tmpfs that server and test both see, which takes root");
        var disk = new SmallDisk();
        var mount = await ChildProcess.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={mebibytes}m,mode=700", "fleet-e2e", disk.Path], Within);
        mount.ExpectSuccess("mount");
        return disk;
    }

    /// <summary>Takes all space that is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 1 << 20, 1 << 12 })
        {
            FillBy(filler, new byte[size]);
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        (await ChildProcess.RunAsync("umount", [Path], Within)).ExpectSuccess("umount");
        _folder.Dispose();
    }

    private static void FillBy(FileStream filler, byte[] block)
    {
        try
        {
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, which is the point.
        }
    }
}

using System.Text;

namespace Fleet.DeviceAgent.Native;

/// <summary>Replaces small files so that a reader, or the next boot, finds the old text or the new and nothing between.</summary>
internal static class AtomicFile
{
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="text">All of its new content.</param>
    /// <param name="durable">Whether to wait for the disk, so that the new text survives a power cut.</param>
    public static void Replace(string path, string text, bool durable)
    {
        var fresh = path + ".new";
        using (var file = File.OpenHandle(fresh, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
            if (durable)
            {
                RandomAccess.FlushToDisk(file);
            }
        }

        File.Move(fresh, path, overwrite: true);
        if (durable)
        {
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }
    }
}

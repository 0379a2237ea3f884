using System.Runtime.InteropServices;
using System.Text;

namespace Fleet.Storage.Blobs;

/// <summary>File operations that are on the disk when they return.</summary>
internal static class DurableFile
{
    /// <summary>Of files that are being written, and of those whose writer was killed.</summary>
    public const string TemporarySuffix = ".tmp";

    private const int ReadOnly = 0;

    /// <summary>Writes a file whole or not at all: beside it, then renamed over it.</summary>
    public static void WriteAtomically(string path, ReadOnlySpan<byte> content)
    {
        var folder = CreateFolderOf(path);
        var temporary = $"{path}.{Guid.NewGuid():N}{TemporarySuffix}";
        using (var handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(temporary, path, overwrite: true);
        FlushFolder(folder);
    }

    /// <summary>Moves a file whose content is on the disk already, over what may be there.</summary>
    public static void Move(string source, string target)
    {
        var folder = CreateFolderOf(target);
        File.Move(source, target, overwrite: true);
        FlushFolder(folder);
    }

    /// <summary>Makes names that were added to or removed from a folder durable.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open([.. Encoding.UTF8.GetBytes(folder), 0], ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open {folder}: error {Marshal.GetLastPInvokeError()}");
        }

        var flushed = Flush(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (flushed != 0)
        {
            throw new IOException($"cannot flush {folder}: error {error}");
        }
    }

    private static string CreateFolderOf(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var parent = Path.GetDirectoryName(folder)!;
        CreateFolderOf(folder);
        Directory.CreateDirectory(folder);
        FlushFolder(parent);
        return folder;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}

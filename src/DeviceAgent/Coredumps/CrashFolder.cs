using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Fleet.DeviceAgent.Native;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// The folder that the handlers, which run as root, and the daemon share:
/// <code>
/// marks          a line for each crash, until the daemon has counted it
/// rate           what each program has used of its limits, under the lock of lock
/// slot-N         locked by the handlers that are at work
/// ID.pending     summary of a crash whose core is being written
/// ID.crash       summary that the daemon has not told yet
/// ID.told        summary that is queued; there as long as its core is
/// ID.core.zst    core
/// ID.tmp         core that is being written
/// </code>
/// Only its owner reads it: cores hold the secrets of their programs.
/// </summary>
internal sealed class CrashFolder(string path)
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int FileMode600 = 0x180;
    private const string CoreSuffix = ".core.zst";

    public const string PendingSuffix = ".pending";
    public const string UntoldSuffix = ".crash";
    public const string ToldSuffix = ".told";

    public string Path => path;

    public string Marks => System.IO.Path.Combine(path, "marks");

    public string Rate => System.IO.Path.Combine(path, "rate");

    public string Lock => System.IO.Path.Combine(path, "lock");

    public static CrashFolder Under(string dataDirectory) => new(System.IO.Path.Combine(dataDirectory, "coredumps"));

    public string Slot(int number) => System.IO.Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"slot-{number}"));

    public string Pending(Guid id) => Named(id, PendingSuffix);

    public string Untold(Guid id) => Named(id, UntoldSuffix);

    public string Told(Guid id) => Named(id, ToldSuffix);

    public string Core(Guid id) => Named(id, CoreSuffix);

    public string Temporary(Guid id) => Named(id, ".tmp");

    /// <summary>Makes it, when it is not there, its owner's alone.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Make()
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, FolderMode);
        }
    }

    /// <summary>Ids of the summaries with a suffix, the oldest first.</summary>
    public List<Guid> List(string suffix) => !Directory.Exists(path)
        ? []
        : [.. new DirectoryInfo(path).EnumerateFiles("*" + suffix).OrderBy(file => file.LastWriteTimeUtc.Ticks)
            .Select(file => Guid.TryParseExact(file.Name[..^suffix.Length], "n", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];

    /// <summary>Cores with their sizes, the oldest first.</summary>
    public List<HeldCore> Cores() => !Directory.Exists(path)
        ? []
        : [.. new DirectoryInfo(path).EnumerateFiles("*" + CoreSuffix).OrderBy(file => file.LastWriteTimeUtc.Ticks)
            .Select(file => new HeldCore(Guid.TryParseExact(file.Name[..^CoreSuffix.Length], "n", out var id) ? id : Guid.Empty, file.Length))];

    /// <summary>Disk that all cores take together.</summary>
    public long CoreBytes() => Cores().Sum(core => core.Bytes);

    /// <summary>A new file that only its owner reads. Never one that is there: a link in a folder of somebody else's would lead root astray.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static SafeFileHandle Create(string file)
    {
        var handle = Open(file, LibC.OpenNew);
        var error = Marshal.GetLastPInvokeError();
        return handle ?? throw new IOException($"{file}: {new Win32Exception(error).Message}", error);
    }

    /// <summary>A file for locks, or to be appended to; null when it cannot be had.</summary>
    public static SafeFileHandle? Open(string file, int flags)
    {
        var descriptor = LibC.Open(file, flags | LibC.OpenNoFollow, FileMode600);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private string Named(Guid id, string suffix) => System.IO.Path.Combine(path, id.ToString("n", CultureInfo.InvariantCulture) + suffix);
}

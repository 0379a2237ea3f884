using System.Runtime.InteropServices;

namespace Fleet.Silo.Workers.Sandbox;

/// <summary>
/// Which files this thread may touch, and all that it starts or becomes; of threads that are there already the kernel keeps what they had. Source: Linux,
/// <c>Documentation/userspace-api/landlock.rst</c> and <c>include/uapi/linux/landlock.h</c>.
/// </summary>
internal static unsafe class Landlock
{
    private const ulong Execute = 1 << 0;
    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;
    private const ulong RemoveFile = 1 << 5;
    private const ulong MakeFile = 1 << 8;
    private const ulong Truncate = 1 << 14;

    /// <summary>Rights that version 1 knows; 2 adds one, 3 another, 5 another.</summary>
    private const ulong FirstRights = (1 << 13) - 1;
    private const ulong Refer = 1 << 13;
    private const ulong DeviceControl = 1 << 15;

    /// <summary>Of TCP: to bind and to connect.</summary>
    private const ulong Network = 3;

    /// <summary>Abstract Unix sockets and signals to others.</summary>
    private const ulong Scopes = 3;

    private const int PathRule = 1;
    private const int VersionFlag = 1;

    /// <summary><c>O_PATH | O_CLOEXEC</c>.</summary>
    private const int OpenPlace = 0x200000 | 0x80000;

    private const ulong Read = ReadFile | ReadFolder;

    /// <summary>What a runtime reads of the system: libraries, and what the machine and its control group have. Missing ones are passed over.</summary>
    private static readonly string[] System =
    [
        "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime", "/etc/dotnet", "/proc/self", "/proc/meminfo", "/proc/cpuinfo",
        "/proc/stat", "/proc/sys/vm", "/proc/sys/kernel", "/sys/fs/cgroup", "/sys/devices/system", "/dev/urandom",
    ];

    /// <summary>0 when the kernel has none.</summary>
    public static int Version => (int)Math.Max(0, Libc.Syscall((nint)Libc.LandlockCreateRuleset, 0, 0, VersionFlag, 0));

    /// <param name="programs">Folders of this program and of its runtime: read, and started from.</param>
    /// <param name="readable">Folders that are read.</param>
    /// <param name="own">Folder for temporary files.</param>
    /// <returns>False when the kernel has none, or refuses.</returns>
    public static bool TryRestrict(IEnumerable<string> programs, IEnumerable<string> readable, string own)
    {
        var version = Version;
        if (version == 0)
        {
            return false;
        }

        var rights = FirstRights | (version >= 2 ? Refer : 0) | (version >= 3 ? Truncate : 0) | (version >= 5 ? DeviceControl : 0);
        var rules = new Ruleset { Files = rights, Network = version >= 4 ? Network : 0, Scopes = version >= 6 ? Scopes : 0 };
        var size = version >= 6 ? sizeof(Ruleset) : version >= 4 ? 2 * sizeof(ulong) : sizeof(ulong);
        var ruleset = (int)Libc.Syscall((nint)Libc.LandlockCreateRuleset, (nint)(&rules), size, 0, 0);
        if (ruleset < 0)
        {
            return false;
        }

        try
        {
            // A program's start also reads its loader, which is among the system's libraries.
            var isAllowed = programs.Concat(System).All(path => Allow(ruleset, path, Read | Execute))
                && readable.All(path => Allow(ruleset, path, Read))
                && Allow(ruleset, own, (Read | WriteFile | MakeFile | RemoveFile | Truncate) & rights)
                && Allow(ruleset, "/dev/null", ReadFile | WriteFile);
            return isAllowed && Libc.Syscall((nint)Libc.LandlockRestrictSelf, ruleset, 0, 0, 0) == 0;
        }
        finally
        {
            Libc.Close(ruleset);
        }
    }

    private static bool Allow(int ruleset, string path, ulong rights)
    {
        var place = Libc.Open(path, OpenPlace);
        if (place < 0)
        {
            return true;
        }

        // Of a file the kernel takes no rights of folders.
        var rule = new Rule { Rights = Directory.Exists(path) ? rights : rights & (Execute | WriteFile | ReadFile | Truncate), Place = place };
        var isAllowed = Libc.Syscall((nint)Libc.LandlockAddRule, ruleset, PathRule, (nint)(&rule), 0) == 0;
        Libc.Close(place);
        return isAllowed;
    }

    /// <summary><c>struct landlock_ruleset_attr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Ruleset
    {
        public ulong Files;
        public ulong Network;
        public ulong Scopes;
    }

    /// <summary><c>struct landlock_path_beneath_attr</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Rule
    {
        public ulong Rights;
        public int Place;
    }
}

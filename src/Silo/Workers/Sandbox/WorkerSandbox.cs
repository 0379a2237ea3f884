using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Fleet.Silo.Workers.Sandbox;

/// <summary>
/// What a worker does to itself before it reads anything, in two steps. It needs no privileges, and works in containers. The kernel applies Landlock to one thread and
/// to what that becomes, and a runtime has many: so the first step limits the thread that started, and starts the program again in its place; the second,
/// within it, leaves no way to start anything more. What the kernel lacks is left out.
/// </summary>
internal static unsafe class WorkerSandbox
{
    /// <summary>Of the files that this process holds, those from here on are not for the worker.</summary>
    private const int FirstInherited = 3;

    private const int CloseOnExecute = 4;

    /// <summary>The first step: starts this program again, with one more argument, the parts that there are. Returns only when that fails.</summary>
    /// <param name="readable">Folders of what it is to read.</param>
    /// <param name="own">Folder for temporary files.</param>
    /// <param name="maxMemoryBytes">What it may have.</param>
    public static void Enter(IEnumerable<string> readable, string own, long maxMemoryBytes)
    {
        var parts = Libc.Prctl(Libc.NoNewPrivileges, 1, 0, 0, 0) == 0 ? SandboxParts.NoNewPrivileges : SandboxParts.None;
        parts |= ResourceLimits.TrySet(maxMemoryBytes) ? SandboxParts.Limits : SandboxParts.None;
        var program = Environment.ProcessPath!;
        var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string[] programs = [AppContext.BaseDirectory, Path.GetDirectoryName(program)!, runtime];
        parts |= Landlock.TryRestrict(programs, readable, own) ? SandboxParts.Landlock : SandboxParts.None;
        _ = Libc.Syscall((nint)Libc.CloseRange, FirstInherited, -1, CloseOnExecute, 0);

        var arguments = File.ReadAllText("/proc/self/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries).Append(((int)parts).ToString(CultureInfo.InvariantCulture));
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}");
        Libc.Execute(program, Texts(arguments), Texts(environment));
    }

    /// <summary>The second step, in the program that the first has started.</summary>
    /// <param name="parts">Those of the first step.</param>
    /// <returns>All that there are.</returns>
    public static SandboxParts Seal(SandboxParts parts) => parts | (Seccomp.TryFilter() ? SandboxParts.Seccomp : SandboxParts.None);

    /// <summary>A C array of C strings, for the program that is started; nobody frees them.</summary>
    private static byte** Texts(IEnumerable<string> texts)
    {
        byte[][] encoded = [.. texts.Select(text => Encoding.UTF8.GetBytes(text + '\0'))];
        var array = (byte**)NativeMemory.AllocZeroed((nuint)encoded.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < encoded.Length; i++)
        {
            array[i] = (byte*)NativeMemory.Alloc((nuint)encoded[i].Length);
            encoded[i].CopyTo(new Span<byte>(array[i], encoded[i].Length));
        }

        return array;
    }
}

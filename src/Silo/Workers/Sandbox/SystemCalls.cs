using System.Runtime.InteropServices;

namespace Fleet.Silo.Workers.Sandbox;

/// <summary>Numbers of the calls that a worker may not make, of one architecture. Source: Linux, <c>asm/unistd.h</c>.</summary>
/// <param name="Architecture"><c>AUDIT_ARCH_*</c>.</param>
/// <param name="Seccomp">The call that sets a filter.</param>
/// <param name="CloneCall">Starts threads, and processes.</param>
/// <param name="Kill">Signals processes.</param>
/// <param name="ThreadKill">Signals threads of a process: how the runtime stops its own.</param>
/// <param name="Denied">Those that fail always.</param>
internal sealed record SystemCalls(uint Architecture, int Seccomp, int CloneCall, int Kill, int ThreadKill, IReadOnlyList<int> Denied)
{
    /// <summary>Starts threads too, with arguments that a filter cannot read; the C library then takes <see cref="CloneCall"/>.</summary>
    public const int Clone3 = 435;

    /// <summary>x86-64 has its calls a second time from here on, for programs with small pointers.</summary>
    public const int SecondTable = 0x40000000;

    /// <summary>Numbers that all architectures share: io_uring, which does all of the others' work unseen; handles of processes; mounts.</summary>
    private static readonly int[] Shared = [424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 438, 440, 442];

    private static readonly SystemCalls X64 = new(0xc000003e, 317, 56, 62, 234,
    [
        // Network.
        41, 53, 42, 49, 50, 43, 288, 44, 46, 307,

        // Programs and processes: execve, execveat, ptrace, process_vm_*, fork, vfork, tkill, *sigqueueinfo.
        59, 322, 101, 310, 311, 57, 58, 200, 129, 297,

        // The machine: mount, umount2, pivot_root, chroot, unshare, setns, bpf, perf_event_open, userfaultfd, keys, modules, kexec, reboot, swap, handles of files, quotas, clocks, names, ports.
        165, 166, 155, 161, 272, 308, 321, 298, 323, 248, 249, 250, 175, 313, 176, 246, 320, 169, 167, 168, 304, 303, 179, 163, 164, 227, 159, 305, 170, 171, 172, 173,

        // Identity: set*id, setgroups, capset, personality.
        105, 106, 113, 114, 117, 119, 116, 122, 123, 126, 135,
    ]);

    private static readonly SystemCalls Arm64 = Generic(0xc00000b7);

    private static readonly SystemCalls RiscV64 = Generic(0xc00000f3);

    /// <summary>Null where nobody has looked up the numbers.</summary>
    public static SystemCalls? OfThisMachine => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => X64,
        System.Runtime.InteropServices.Architecture.Arm64 => Arm64,
        System.Runtime.InteropServices.Architecture.RiscV64 => RiscV64,
        _ => null,
    };

    public IEnumerable<int> AllDenied => Denied.Concat(Shared);

    /// <summary>The same in the same order, by the numbers of newer architectures, which have no fork and no ports.</summary>
    private static SystemCalls Generic(uint architecture) => new(architecture, 277, 220, 129, 131,
    [
        198, 199, 203, 200, 201, 202, 242, 206, 211, 269,
        221, 281, 117, 270, 271, 130, 138, 240,
        40, 39, 41, 51, 97, 268, 280, 241, 282, 217, 218, 219, 105, 273, 106, 104, 294, 142, 224, 225, 265, 264, 60, 89, 170, 112, 171, 266, 161, 162,
        146, 144, 145, 143, 147, 149, 159, 151, 152, 91, 92,
    ]);
}

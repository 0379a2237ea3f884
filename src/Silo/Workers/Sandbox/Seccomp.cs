using System.Runtime.InteropServices;

namespace Fleet.Silo.Workers.Sandbox;

/// <summary>
/// Which calls of the kernel this process may make, all of its threads. Those that it may not fail as if it lacked the privilege. Source: Linux,
/// <c>Documentation/userspace-api/seccomp_filter.rst</c>.
/// </summary>
internal static unsafe class Seccomp
{
    private const int SetFilter = 1;
    private const int AllThreads = 1;

    private const ushort Load = 0x20;
    private const ushort IfEqual = 0x15;
    private const ushort IfAtLeast = 0x35;
    private const ushort IfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7fff0000;
    private const uint KillProcess = 0x80000000;
    private const uint Fail = 0x00050000;

    private const uint NotPermitted = 1;
    private const uint NoSuchCall = 38;

    // struct seccomp_data.
    private const uint Number = 0;
    private const uint Architecture = 4;
    private const uint FirstArgument = 16;

    private const uint CloneThread = 0x10000;

    /// <returns>False when the kernel has none, or this architecture's calls are not known here.</returns>
    public static bool TryFilter()
    {
        if (SystemCalls.OfThisMachine is not { } calls)
        {
            return false;
        }

        var program = Program(calls, Environment.ProcessId);
        fixed (Instruction* first = program)
        {
            var described = new Described { Length = (ushort)program.Length, Instructions = first };
            return Libc.Syscall(calls.Seccomp, SetFilter, AllThreads, (nint)(&described), 0) == 0;
        }
    }

    private static Instruction[] Program(SystemCalls calls, int self)
    {
        List<Instruction> program =
        [
            new(Load, 0, 0, Architecture),
            new(IfEqual, 1, 0, calls.Architecture),
            new(Return, 0, 0, KillProcess),
            new(Load, 0, 0, Number),
            new(IfAtLeast, 0, 1, SystemCalls.SecondTable),
            new(Return, 0, 0, Fail | NotPermitted),
            new(IfEqual, 0, 1, SystemCalls.Clone3),
            new(Return, 0, 0, Fail | NoSuchCall),
        ];
        foreach (var denied in calls.AllDenied)
        {
            program.Add(new(IfEqual, 0, 1, (uint)denied));
            program.Add(new(Return, 0, 0, Fail | NotPermitted));
        }

        // Threads, and no processes; signals to itself alone.
        When(program, calls.CloneCall, new Instruction(IfAnyBit, 1, 0, CloneThread));
        When(program, calls.Kill, new Instruction(IfEqual, 1, 0, (uint)self));
        When(program, calls.ThreadKill, new Instruction(IfEqual, 1, 0, (uint)self));
        program.Add(new(Return, 0, 0, Allow));
        return [.. program];
    }

    /// <summary>A call is allowed where its first argument passes a test, which skips one instruction.</summary>
    private static void When(List<Instruction> program, int call, Instruction test)
    {
        program.Add(new(IfEqual, 0, 4, (uint)call));
        program.Add(new(Load, 0, 0, FirstArgument));
        program.Add(test);
        program.Add(new(Return, 0, 0, Fail | NotPermitted));
        program.Add(new(Return, 0, 0, Allow));
    }

    /// <summary><c>struct sock_filter</c>: what to do, instructions to skip when true and when false, operand.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte True, byte False, uint Operand);

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Described
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}

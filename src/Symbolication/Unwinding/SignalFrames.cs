using System.Buffers.Binary;
using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>
/// Signal frames as Linux lays them out, for trampolines that have no call frame information, or some that leaves out the interrupted function. Sources:
/// <c>arch/*/include/uapi/asm/sigcontext.h</c>, <c>ucontext.h</c> and <c>kernel/signal.c</c> of Linux.
/// </summary>
internal static class SignalFrames
{
    /// <summary>Of <c>siginfo_t</c>.</summary>
    private const ulong InfoBytes = 128;

    // In struct ucontext: flags, link, stack, then the registers on x86-64 and arm; a mask of 1,024 bits before them, 16-byte aligned, on the others.
    private const ulong ContextX64 = 40;
    private const ulong ContextArm = 20;
    private const ulong ContextOthers = 176;

    private const uint FloatingPointRecord = 0x46508001;
    private const ulong NonRealTimeArm = 0x5ac3c35a;

    // MOV.W of 4 bytes and SVC of 2, which glibc has.
    private const ulong WideThumb = 0xffff_ffff_ffff;

    /// <summary>The interrupted registers, if a program counter is at a trampoline that returns from a signal.</summary>
    /// <param name="code">At the program counter, 12 bytes; empty when they are not known: then the frame itself must show what it is.</param>
    public static bool TryRead(in RegisterContext at, ReadOnlySpan<byte> code, TargetWords memory, out RegisterContext interrupted)
    {
        interrupted = new RegisterContext(at.Machine);
        return at.Sp is { } sp && at.Machine switch
        {
            Machine.X64 => IsX64(code, sp, memory) && TryX64(sp + ContextX64, memory, ref interrupted),
            Machine.Arm64 => IsArm64(code, sp, memory) && TryArm64(sp + InfoBytes + ContextOthers, memory, ref interrupted),
            Machine.Arm => IsArm(code, sp, memory, out var context) && TryArm(context + ContextArm, memory, ref interrupted),
            _ => code.Length > 0 && code.StartsWith<byte>([0x93, 0x08, 0xb0, 0x08, 0x73, 0, 0, 0]) && TryRiscV(sp + InfoBytes + ContextOthers, memory, ref interrupted),
        };
    }

    /// <summary><c>mov $15, %rax; syscall</c>; or the segment registers of a 64-bit user process where they would be.</summary>
    private static bool IsX64(ReadOnlySpan<byte> code, ulong sp, TargetWords memory) => code.Length > 0
        ? code.StartsWith<byte>([0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05])
        : memory.TryRead(sp + ContextX64 + (18 * 8), out var segments) && (segments & 0xffff_0000_0000_ffff) is 0x33 or 0x002b_0000_0000_0033
            && memory.TryRead(sp, out var flags) && flags < 16;

    /// <summary><c>mov x8, #139; svc #0</c>; or the record of floating point registers where it would be.</summary>
    private static bool IsArm64(ReadOnlySpan<byte> code, ulong sp, TargetWords memory) => code.Length > 0
        ? code.StartsWith<byte>([0x68, 0x11, 0x80, 0xd2, 0x01, 0, 0, 0xd4])
        : memory.TryRead(sp + InfoBytes + ContextOthers + 288, 4, out var magic) && magic == FloatingPointRecord;

    /// <summary>
    /// <c>mov r7, #173; svc 0</c> of a handler that takes siginfo, <c>#119</c> of one that does not, in ARM and in Thumb code. The frame of the latter begins with a
    /// number that Linux puts there for those that look.
    /// </summary>
    private static bool IsArm(ReadOnlySpan<byte> code, ulong sp, TargetWords memory, out ulong context)
    {
        context = sp;
        if (memory.TryRead(sp, out var first) && first == NonRealTimeArm)
        {
            return true;
        }

        var words = code.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(code) : 0;
        if (words == 0xef000000_e3a07077 || (uint)words == 0xdf002777 || (words & WideThumb) == 0xdf00_0777_f04f)
        {
            return true;
        }

        context = sp + InfoBytes;
        return words == 0xef000000_e3a070ad || (uint)words == 0xdf0027ad || (words & WideThumb) == 0xdf00_07ad_f04f;
    }

    private static bool TryX64(ulong context, TargetWords memory, ref RegisterContext registers)
    {
        // r8 to r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip.
        ReadOnlySpan<byte> order = [8, 9, 10, 11, 12, 13, 14, 15, 5, 4, 6, 3, 1, 0, 2, 7, 16];
        return TryAll(context, order, memory, ref registers);
    }

    /// <summary>The fault's address, x0 to x30, sp, pc.</summary>
    private static bool TryArm64(ulong context, TargetWords memory, ref RegisterContext registers)
    {
        for (var i = 0; i <= 32; i++)
        {
            if (!memory.TryRead(context + 8 + ((ulong)i * 8), out var value))
            {
                return false;
            }

            registers[i] = value;
        }

        return true;
    }

    /// <summary>Trap, error, mask, r0 to r10, fp, ip, sp, lr, pc.</summary>
    private static bool TryArm(ulong context, TargetWords memory, ref RegisterContext registers)
    {
        for (var i = 0; i <= 15; i++)
        {
            if (!memory.TryRead(context + 12 + ((ulong)i * 4), out var value))
            {
                return false;
            }

            registers[i] = value;
        }

        return true;
    }

    /// <summary>pc, x1 to x31.</summary>
    private static bool TryRiscV(ulong context, TargetWords memory, ref RegisterContext registers)
    {
        for (var i = 0; i <= 31; i++)
        {
            if (!memory.TryRead(context + ((ulong)i * 8), out var value))
            {
                return false;
            }

            if (i == 0)
            {
                registers.Pc = value;
            }
            else
            {
                registers[i] = value;
            }
        }

        return true;
    }

    private static bool TryAll(ulong context, ReadOnlySpan<byte> order, TargetWords memory, ref RegisterContext registers)
    {
        for (var i = 0; i < order.Length; i++)
        {
            if (!memory.TryRead(context + ((ulong)i * 8), out var value))
            {
                return false;
            }

            registers[order[i]] = value;
        }

        return true;
    }
}

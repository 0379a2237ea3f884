using System.Buffers.Binary;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>
/// Floating point and vector registers of a thread, by DWARF number, as they were in its notes: x86-64 XMM, YMM, ZMM, x87 and mask registers (FXSAVE and XSAVE,
/// Intel SDM volume 1, 10.5.1 and 13.4), arm64 V (<c>user_fpsimd_state</c>), arm D and S (<c>ARM_VFPREGS</c>), RISC-V F (<c>__riscv_d_ext_state</c>).
/// </summary>
public sealed class VectorRegisters
{
    internal static readonly VectorRegisters None = new(Machine.X64, default, default);

    private readonly Machine _machine;
    private readonly ReadOnlyMemory<byte> _base;
    private readonly ReadOnlyMemory<byte> _extended;

    /// <param name="basic">Content of <c>NT_FPREGSET</c>, of arm <c>NT_ARM_VFP</c>.</param>
    /// <param name="extended">Content of <c>NT_X86_XSTATE</c>.</param>
    internal VectorRegisters(Machine machine, ReadOnlyMemory<byte> basic, ReadOnlyMemory<byte> extended)
    {
        _machine = machine;
        _base = basic;
        _extended = extended;
    }

    /// <summary>Reads a register, little-endian, from its lowest byte on.</summary>
    /// <param name="register">DWARF number.</param>
    /// <param name="into">As many bytes as are wanted; 64 hold any.</param>
    /// <returns>How many bytes the register has of them; 0 when the core has it not.</returns>
    public int Read(int register, Span<byte> into) => _machine switch
    {
        Machine.X64 => ReadX64(register, into),
        Machine.Arm64 => register is >= 64 and < 96 ? Copy(_base, (register - 64) * 16, 16, into) : 0,
        Machine.Arm => register switch
        {
            >= 64 and < 96 => Copy(_base, (register - 64) * 4, 4, into), // S, as old compilers number them
            >= 256 and < 288 => Copy(_base, (register - 256) * 8, 8, into),
            _ => 0,
        },
        _ => register is >= 32 and < 64 ? Copy(_base, (register - 32) * 8, 8, into) : 0,
    };

    private int ReadX64(int register, Span<byte> into)
    {
        // The extended state begins with the same 512 bytes.
        var legacy = _base.IsEmpty ? _extended : _base;
        return register switch
        {
            >= 17 and <= 32 => ReadVector(legacy, register - 17, into),
            >= 33 and <= 40 => Copy(legacy, 32 + ((register - 33) * 16), 10, into),
            >= 41 and <= 48 => Copy(legacy, 32 + ((register - 41) * 16), 8, into),
            64 => Copy(legacy, 24, 4, into), // MXCSR
            65 => Copy(legacy, 0, 2, into), // FCW
            66 => Copy(legacy, 2, 2, into), // FSW
            >= 67 and <= 82 => WideOffset(ZmmUpper) is > 0 and var at ? Copy(_extended, at + ((register - 67) * 64), 64, into) : 0,
            >= 118 and <= 125 => WideOffset(Mask) is > 0 and var at ? Copy(_extended, at + ((register - 118) * 8), 8, into) : 0,
            _ => 0,
        };
    }

    private int ReadVector(ReadOnlyMemory<byte> legacy, int index, Span<byte> into)
    {
        var read = Copy(legacy, 160 + (index * 16), 16, into);
        if (read == 16 && HasComponent(2))
        {
            const int upperHalfAt = 576;
            read += Copy(_extended, upperHalfAt + (index * 16), 16, into[read..]);
        }

        return read == 32 && WideOffset(ZmmHigh) is > 0 and var at ? read + Copy(_extended, at + (index * 32), 32, into[read..]) : read;
    }

    private const int Mask = 5;
    private const int ZmmHigh = 6;
    private const int ZmmUpper = 7;

    /// <summary>Whether the processor had a part of the state switched on: XCR0, which the kernel puts where FXSAVE leaves room (<c>sw_reserved</c>).</summary>
    private bool HasComponent(int component)
    {
        const int enabledAt = 464;
        return _extended.Length >= 576 && (BinaryPrimitives.ReadUInt64LittleEndian(_extended.Span[enabledAt..]) >> component & 1) != 0;
    }

    /// <summary>Of a component of AVX-512; 0 when there is none. Processors put them at two different places, which the length tells apart.</summary>
    private int WideOffset(int component)
    {
        if (!HasComponent(component))
        {
            return 0;
        }

        // Intel's, with room for MPX before them; AMD's, right behind AVX.
        const int intelLength = 2688, amdLength = 2432;
        return (_extended.Length >= intelLength, component) switch
        {
            (true, Mask) => 1088,
            (true, ZmmHigh) => 1152,
            (true, _) => 1664,
            (false, _) when _extended.Length < amdLength => 0,
            (false, Mask) => 832,
            (false, ZmmHigh) => 896,
            (false, _) => 1408,
        };
    }

    private static int Copy(ReadOnlyMemory<byte> state, int at, int size, Span<byte> into)
    {
        if (state.Length < at + size)
        {
            return 0;
        }

        size = Math.Min(size, into.Length);
        state.Span.Slice(at, size).CopyTo(into);
        return size;
    }
}

using System.Buffers.Binary;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>
/// Reads numbers from a target's memory through a window of it, for the words of a stack lie close together. For one thread at a time.
/// </summary>
internal sealed class TargetWords(ITargetMemory memory, Machine machine)
{
    /// <summary>Some frames; a power of two.</summary>
    private const int WindowBytes = 2048;

    private readonly byte[] _window = new byte[WindowBytes];
    private ulong _start = ulong.MaxValue;
    private bool _isFilled;

    /// <summary>A word of the machine.</summary>
    public bool TryRead(ulong address, out ulong value) => TryRead(address, machine.WordSize, out value);

    /// <param name="size">1, 2, 4 or 8 bytes.</param>
    public bool TryRead(ulong address, int size, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        var read = TryRead(address, bytes[..size]);
        value = read ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return read;
    }

    public bool TryRead(ulong address, Span<byte> into)
    {
        var start = address & ~(ulong)(WindowBytes - 1);
        var offset = (int)(address - start);
        if (offset + into.Length > WindowBytes)
        {
            return memory.TryRead(address, into);
        }

        if (start != _start)
        {
            _start = start;
            _isFilled = memory.TryRead(start, _window);
        }

        if (!_isFilled)
        {
            return memory.TryRead(address, into);
        }

        _window.AsSpan(offset, into.Length).CopyTo(into);
        return true;
    }
}

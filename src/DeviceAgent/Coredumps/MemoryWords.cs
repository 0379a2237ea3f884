using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Reads values of a process's memory, in words of its size.</summary>
internal sealed class MemoryWords(IProcessMemory memory, bool is64)
{
    public int WordSize => is64 ? 8 : 4;

    public IProcessMemory Memory => memory;

    public bool TryRead(ulong address, out ulong value)
    {
        Span<byte> word = stackalloc byte[8];
        word.Clear();
        if (memory.Read(address, word[..WordSize]) < WordSize)
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(word);
        return true;
    }

    /// <summary>The word at the beginning of some bytes.</summary>
    public ulong Of(ReadOnlySpan<byte> bytes) => is64 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Bytes of a text up to and with its zero; 0 when none ends it within <paramref name="most"/> bytes.</summary>
    public int TextLength(ulong address, int most)
    {
        Span<byte> part = stackalloc byte[256];
        for (var length = 0; length < most;)
        {
            var read = memory.Read(address + (ulong)length, part[..Math.Min(part.Length, most - length)]);
            var end = part[..read].IndexOf((byte)0);
            if (end >= 0)
            {
                return length + end + 1;
            }

            if (read == 0)
            {
                return 0;
            }

            length += read;
        }

        return 0;
    }
}

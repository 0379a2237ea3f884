using System.Collections.Immutable;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Elf;

/// <summary>
/// Memory that a file gave a process and that the process could not change: its segments that are not writable, at the addresses that they were mapped to.
/// </summary>
/// <param name="file">With code: of a debug file there is nothing.</param>
/// <param name="bias">Address in memory less address in the file.</param>
public sealed class ElfMemory(ElfFile file, ulong bias) : ITargetMemory
{
    private readonly ImmutableArray<ElfSegment> _segments = file.Contents.HasCode
        ? [.. file.Segments.Where(segment => segment.Type == ElfSegment.Load && !segment.IsWritable).Take(MaxSegments)]
        : [];

    /// <summary>Of a program that are loaded and not writable; there are three.</summary>
    private const int MaxSegments = 64;

    public bool TryRead(ulong address, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var count = Read(address, into);
            if (count == 0)
            {
                return false;
            }

            into = into[count..];
            address += (ulong)count;
        }

        return true;
    }

    /// <returns>How many bytes were read: 0, or at least one.</returns>
    internal int Read(ulong address, Span<byte> into)
    {
        var at = unchecked(address - bias);
        foreach (var segment in _segments)
        {
            if (at < segment.Address || at - segment.Address >= segment.MemorySize)
            {
                continue;
            }

            var offset = at - segment.Address;
            if (offset < segment.FileSize)
            {
                return file.Read(segment, offset, into);
            }

            // What a file's segment has no bytes for is zero, other than in a core.
            var zeros = (int)Math.Min((ulong)into.Length, segment.MemorySize - offset);
            into[..zeros].Clear();
            return zeros;
        }

        return 0;
    }
}

using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>
/// The memory that a core has. Where a segment has fewer bytes in the file than in memory, those that are missing were not kept: they are not zero, as
/// they would be in a program.
/// </summary>
public sealed class CoreMemory : ITargetMemory
{
    /// <summary>Of a view, which are counted by <see cref="int"/>.</summary>
    private const ulong MaxPieceBytes = 1UL << 30;

    private readonly CoreRegion[] _regions;
    private readonly ulong[] _starts;
    private readonly ReadOnlyMemory<byte>[] _pieces;
    private bool _isEmpty;

    /// <param name="cut">Segments of which not all is in the file.</param>
    internal CoreMemory(ElfFile core, out int cut)
    {
        var loads = core.Segments.Where(segment => segment.Type == ElfSegment.Load).ToArray();
        Array.Sort(loads, static (one, other) => one.Address.CompareTo(other.Address));
        _regions = new CoreRegion[loads.Length];
        var starts = new List<ulong>(loads.Length);
        var pieces = new List<ReadOnlyMemory<byte>>(loads.Length);
        ulong end = 0;
        cut = 0;
        for (var i = 0; i < loads.Length; i++)
        {
            var load = loads[i];
            var mapped = Math.Max(load.MemorySize, load.FileSize);
            _regions[i] = new CoreRegion(load.Address, load.Address + Math.Min(mapped, ulong.MaxValue - load.Address), load.IsWritable, load.IsExecutable);
            var kept = Math.Min(load.FileSize, ulong.MaxValue - load.Address);
            var length = (ulong)core.Source.Length;
            var present = load.Offset >= length ? 0 : Math.Min(kept, length - load.Offset);
            cut += present < kept ? 1 : 0;

            // Of those that overlap, which no process has, the one that begins first wins.
            var skip = end > load.Address ? Math.Min(end - load.Address, present) : 0;
            end = Math.Max(end, load.Address + present);
            for (var at = skip; at < present; at += MaxPieceBytes)
            {
                starts.Add(load.Address + at);
                pieces.Add(core.Source.View(load.Offset + at, Math.Min(MaxPieceBytes, present - at), core.What));
            }
        }

        _starts = [.. starts];
        _pieces = [.. pieces];
    }

    /// <summary>Ascending; those that overlap, which no process has, as they are.</summary>
    public ReadOnlySpan<CoreRegion> Regions => _regions;

    /// <summary>Where memory that was kept begins, ascending.</summary>
    internal ReadOnlySpan<ulong> PieceStarts => _starts;

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
            address = unchecked(address + (ulong)count);
        }

        return true;
    }

    /// <summary>What there is from an address on, up to where memory that was not kept begins.</summary>
    /// <returns>How many bytes were read.</returns>
    public int ReadUpTo(ulong address, Span<byte> into)
    {
        var read = 0;
        while (read < into.Length && Read(unchecked(address + (ulong)read), into[read..]) is > 0 and var count)
        {
            read += count;
        }

        return read;
    }

    /// <summary>What an address belongs to; null when the core says nothing of it.</summary>
    public CoreRegion? RegionAt(ulong address)
    {
        int low = 0, high = _regions.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_regions[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && _regions[low - 1].Contains(address) ? _regions[low - 1] : null;
    }

    /// <returns>How many bytes were read of the piece that the address is in: 0, or at least one.</returns>
    internal int Read(ulong address, Span<byte> into)
    {
        var index = Array.BinarySearch(_starts, address);
        index = index < 0 ? ~index - 1 : index;
        if (index < 0 || _isEmpty)
        {
            return 0;
        }

        var offset = address - _starts[index];
        var piece = _pieces[index].Span;
        if (offset >= (ulong)piece.Length)
        {
            return 0;
        }

        piece = piece[(int)offset..];
        piece = piece[..Math.Min(piece.Length, into.Length)];
        piece.CopyTo(into);
        return piece.Length;
    }

    /// <summary>Bytes of the piece that an address is in, from there on; 0 when it was not kept.</summary>
    internal ulong Available(ulong address)
    {
        var index = Array.BinarySearch(_starts, address);
        index = index < 0 ? ~index - 1 : index;
        return index < 0 || address - _starts[index] >= (ulong)_pieces[index].Length ? 0 : (ulong)_pieces[index].Length - (address - _starts[index]);
    }

    /// <summary>Where memory that was kept begins next; the end of all memory when nowhere.</summary>
    internal ulong NextPiece(ulong address)
    {
        var index = Array.BinarySearch(_starts, address);
        index = index < 0 ? ~index : index + 1;
        return index < _starts.Length ? _starts[index] : ulong.MaxValue;
    }

    /// <summary>Views of a file that is no longer mapped would end the process.</summary>
    internal void Forget() => _isEmpty = true;
}

using System.Buffers.Binary;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Cfi;

/// <summary>
/// <c>.ARM.exidx</c>: for each function where it starts, sorted, and how it is unwound, there or in <c>.ARM.extab</c>. Source: Exception Handling ABI for
/// the ARM Architecture (EHABI32), sections 6 and 7. Safe to use from many threads.
/// </summary>
internal sealed class ExceptionIndex
{
    private const int RowBytes = 8;
    private const uint CannotUnwind = 1;

    private readonly ElfFile _file;
    private readonly ReadOnlyMemory<byte> _rows;
    private readonly ulong _address;

    private ExceptionIndex(ElfFile file, ReadOnlyMemory<byte> rows, ulong address) => (_file, _rows, _address) = (file, rows, address);

    public int Count => _rows.Length / RowBytes;

    /// <summary>Null when the file has none.</summary>
    /// <exception cref="MalformedException">It is not within the file.</exception>
    public static ExceptionIndex? Open(ElfFile file)
    {
        foreach (var segment in file.Segments)
        {
            if (segment.Type == ElfSegment.ArmExidx && segment.FileSize >= RowBytes && !IsElsewhere(file))
            {
                return new ExceptionIndex(file, file.Raw(segment), segment.Address);
            }
        }

        return null;
    }

    /// <summary>Start of a function by its place in the table.</summary>
    public uint StartAt(int index) => Relative(_rows.Span[(index * RowBytes)..], (uint)_address + (uint)(index * RowBytes));

    /// <summary>The opcodes of the function at an address of the file.</summary>
    /// <param name="into">Takes them.</param>
    /// <exception cref="MalformedException">They are not as they should be.</exception>
    public ExceptionEntry Find(uint address, Span<byte> into)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (StartAt(middle) <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? ExceptionEntry.None : Read(low - 1, into);
    }

    private ExceptionEntry Read(int index, Span<byte> into)
    {
        var place = (uint)_address + (uint)(index * RowBytes) + 4;
        var word = BinaryPrimitives.ReadUInt32LittleEndian(_rows.Span[((index * RowBytes) + 4)..]);
        if (word == CannotUnwind)
        {
            return ExceptionEntry.CannotUnwind;
        }

        if ((word & 0x8000_0000) == 0)
        {
            return ReadTable(Relative(_rows.Span[((index * RowBytes) + 4)..], place), into);
        }

        // Only the short form of 3 opcodes fits here.
        return (word >> 24) == 0x80
            ? new ExceptionEntry(Take(word, 3, into), false)
            : throw new MalformedException(_file.What, $".ARM.exidx at 0x{place - 4:x} has the word 0x{word:x8}, which is no entry");
    }

    private ExceptionEntry ReadTable(uint at, Span<byte> into)
    {
        var word = Word(at);
        int count;
        uint more;
        if ((word & 0x8000_0000) == 0)
        {
            // A personality routine of its own: behind it what those of the ABI have, without their number.
            at += 4;
            word = Word(at);
            (count, more) = (Take(word, 3, into), word >> 24);
        }
        else
        {
            (count, more) = ((word >> 24) & 0x7f) switch
            {
                0 => (Take(word, 3, into), 0u),
                1 or 2 => (Take(word, 2, into), (word >> 16) & 0xff),
                var model => throw new MalformedException(_file.What, $".ARM.extab at 0x{at:x} is of the model {model}; 0, 1 and 2 exist"),
            };
        }

        for (; more > 0; more--)
        {
            at += 4;
            count += Take(Word(at), 4, into[count..]);
        }

        return new ExceptionEntry(count, false);
    }

    /// <summary>The low bytes of a word, the highest first.</summary>
    private static int Take(uint word, int count, Span<byte> into)
    {
        for (var i = 0; i < count; i++)
        {
            into[i] = (byte)(word >> (8 * (count - 1 - i)));
        }

        return count;
    }

    private uint Word(uint address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return FileImage.TryRead(_file, address, bytes)
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            : throw new MalformedException(_file.What, $".ARM.extab at 0x{address:x} is not in the file");
    }

    /// <summary>A <c>prel31</c>: 31 bits, signed, from its place on.</summary>
    private static uint Relative(ReadOnlySpan<byte> bytes, uint place) => place + (uint)((int)(BinaryPrimitives.ReadUInt32LittleEndian(bytes) << 1) >> 1);

    /// <summary>In a debug file headers are there, and what they name is not.</summary>
    private static bool IsElsewhere(ElfFile file) => file.Section(".ARM.exidx") is { HasNoBytes: true };
}

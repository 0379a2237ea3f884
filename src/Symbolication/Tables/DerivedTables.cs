using System.IO.Hashing;
using System.Runtime.InteropServices;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tables;

/// <summary>
/// What was made of a symbol file before: docs/design/symbolication.md, "Derived tables". Mapped; each part is checked when it is first used, and one that is
/// damaged is as one that is missing. Safe for many threads.
/// </summary>
internal sealed class DerivedTables
{
    /// <summary>Read at a time to check a section: through the map, all of it would count as memory of the process.</summary>
    private const int BlockBytes = 1 << 20;

    private readonly ByteSource _bytes;
    private readonly FileStream _file;
    private readonly TablePart[] _parts;
    private int _isDamaged;

    /// <param name="bytes">Of the file, mapped.</param>
    /// <param name="file">The same, to be read; open as long as this is.</param>
    /// <param name="parts">Ascending.</param>
    internal DerivedTables(ByteSource bytes, FileStream file, TablePart[] parts) => (_bytes, _file, _parts) = (bytes, file, parts);

    /// <summary>A part that was asked for is not as it was written.</summary>
    public bool IsDamaged => Volatile.Read(ref _isDamaged) != 0;

    /// <summary>Of the file.</summary>
    public long Length => _bytes.Length;

    /// <returns>Null when the file is of another symbol file or another build, or its directory is damaged.</returns>
    public static DerivedTables? Open(FileStream file, TableSource source)
    {
        var length = file.Length;
        Span<byte> start = stackalloc byte[TableHeader.Size];
        if (RandomAccess.Read(file.SafeFileHandle, start, 0) < start.Length || TableHeader.Read(start, length, source) is not { } header)
        {
            return null;
        }

        var directory = new byte[header.Parts * TableHeader.PartSize];
        if (RandomAccess.Read(file.SafeFileHandle, directory, header.DirectoryAt) < directory.Length || XxHash3.HashToUInt64(directory) != header.DirectoryChecksum)
        {
            return null;
        }

        var parts = MemoryMarshal.Cast<byte, TablePart>(directory).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            var (_, _, offset, size, _) = parts[i];
            if (offset < TableHeader.Size || size < 0 || size > int.MaxValue || offset > header.DirectoryAt - size || (i > 0 && parts[i].CompareTo(parts[i - 1]) <= 0))
            {
                return null;
            }
        }

        return new DerivedTables(ByteSource.Map(file), file, parts);
    }

    /// <summary>A section's content; null when it is not here.</summary>
    public ReadOnlyMemory<byte>? Inflated(ElfSection section)
    {
        if (Find(TableKind.Section, section.Offset) is not { } part)
        {
            return null;
        }

        var hash = new XxHash3();
        var block = GC.AllocateUninitializedArray<byte>((int)Math.Min(BlockBytes, part.Length));
        for (var at = 0L; at < part.Length;)
        {
            var count = RandomAccess.Read(_file.SafeFileHandle, block.AsSpan(0, (int)Math.Min(block.Length, part.Length - at)), part.Offset + at);
            if (count == 0)
            {
                break;
            }

            hash.Append(block.AsSpan(0, count));
            at += count;
        }

        if (!IsRight(hash.GetCurrentHashAsUInt64(), part))
        {
            return null;
        }

        return _bytes.View((ulong)part.Offset, (ulong)part.Length, section.Name);
    }

    /// <summary>A unit's functions and scopes; null when they are not here.</summary>
    public CodeTables? Code(Unit unit) =>
        unit.File.Sections[DwarfSectionKind.Info] == unit.Section && TryPart(TableKind.Code, (ulong)unit.Index, out var bytes) ? Known(TableCodec.ReadCode(bytes)) : null;

    /// <summary>A line table; null when it is not here.</summary>
    /// <param name="offset">Of it in its section.</param>
    /// <param name="files">That it names.</param>
    public LineTable? Lines(ulong offset, LineFiles files) => TryPart(TableKind.Lines, offset, out var bytes) ? Known(TableCodec.ReadLines(bytes, files)) : null;

    /// <summary>Which unit has which addresses, and those that do not say it; null when it is not here.</summary>
    /// <param name="units">How many there are.</param>
    public (RangeMap Map, int[] Silent)? Addresses(int units)
    {
        if (!TryPart(TableKind.Addresses, (ulong)units, out var bytes))
        {
            return null;
        }

        var index = TableCodec.ReadAddresses(bytes, units);
        _isDamaged |= index is null ? 1 : 0;
        return index;
    }

    private T? Known<T>(T? table)
        where T : class
    {
        _isDamaged |= table is null ? 1 : 0;
        return table;
    }

    private TablePart? Find(TableKind kind, ulong key)
    {
        var at = Array.BinarySearch(_parts, new TablePart(kind, key, 0, 0, 0));
        return at < 0 ? null : _parts[at];
    }

    private bool TryPart(TableKind kind, ulong key, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (Find(kind, key) is not { } part)
        {
            return false;
        }

        bytes = _bytes.View((ulong)part.Offset, (ulong)part.Length, "derived tables").Span;
        return IsRight(XxHash3.HashToUInt64(bytes), part);
    }

    private bool IsRight(ulong checksum, TablePart part)
    {
        if (checksum == part.Checksum)
        {
            return true;
        }

        Volatile.Write(ref _isDamaged, 1);
        return false;
    }
}

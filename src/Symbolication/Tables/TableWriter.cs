using System.IO.Hashing;
using System.Runtime.InteropServices;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tables;

/// <summary>
/// Makes the tables of a symbol file. What of it is damaged is left out, so that who reads it later sees the damage. Memory is that of one unit's tables at a
/// time, and of the abbreviations of all units.
/// </summary>
internal sealed class TableWriter
{
    private const int Alignment = 8;

    private readonly FileStream _file;
    private readonly TableSource _source;
    private readonly long _maxBytes;
    private readonly List<TablePart> _parts = [];
    private long _length = TableHeader.Size;

    private TableWriter(FileStream file, TableSource source, long maxBytes) => (_file, _source, _maxBytes) = (file, source, maxBytes);

    /// <param name="file">Empty, to be read and written; has all when this returns, and is on the disk.</param>
    /// <param name="maxBytes">What would make the file longer is left out.</param>
    /// <exception cref="MalformedException">It is no ELF file.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(FileStream file, TableSource source, long maxBytes)
    {
        var writer = new TableWriter(file, source, maxBytes);
        using var bytes = ByteSource.Map(source.Path);
        using var inflated = writer.WriteSections(ElfFile.Open(bytes, source.Path));
        var elf = ElfFile.Open(bytes, source.Path, inflated is null ? null : new DerivedTables(inflated, file, [.. writer._parts]));
        if (DwarfFile.HasEntries(elf))
        {
            writer.WriteUnits(DwarfFile.Open(elf, NoCompanions.Instance));
        }

        writer.Finish();
    }

    /// <returns>The file so far, mapped, to read what was inflated; null when nothing was.</returns>
    private ByteSource? WriteSections(ElfFile elf)
    {
        var seen = new HashSet<ulong>();
        foreach (var section in elf.Sections)
        {
            if (!ElfFile.IsPacked(section) || !seen.Add(section.Offset))
            {
                continue;
            }

            try
            {
                var hash = new XxHash3();
                var start = _length;
                var length = elf.Inflate(section, piece =>
                {
                    if (_length + piece.Length > _maxBytes)
                    {
                        throw new MalformedException(elf.What, "tables would be larger than may be");
                    }

                    hash.Append(piece);
                    RandomAccess.Write(_file.SafeFileHandle, piece, _length);
                    _length += piece.Length;
                });
                Keep(new TablePart(TableKind.Section, section.Offset, start, length, hash.GetCurrentHashAsUInt64()));
            }
            catch (MalformedException)
            {
                // Of what was written nothing points at it; and who reads the section finds out the same.
                _length = Aligned(_length);
            }
        }

        _parts.Sort();
        return _parts.Count == 0 ? null : ByteSource.Map(_file);
    }

    private void WriteUnits(DwarfFile dwarf)
    {
        var before = dwarf.Damage.Count;
        var addresses = dwarf.Addresses;
        if (dwarf.Damage.Count == before)
        {
            Add(TableKind.Addresses, (ulong)dwarf.UnitSpan.Length, TableCodec.Write(addresses));
        }

        var lines = new HashSet<ulong>();
        var rowsLeft = DwarfLimits.MaxLineRows;
        foreach (var unit in dwarf.Units)
        {
            // Of a unit that stands for a split one the code is described elsewhere.
            if (unit.Kind == UnitKind.Compile && !unit.Root.DwoName.Exists)
            {
                WriteCode(unit);
            }

            if (unit.Root.StatementList is { } offset && lines.Add(offset))
            {
                WriteLines(dwarf, unit, offset, ref rowsLeft);
            }
        }
    }

    private void WriteCode(Unit unit)
    {
        var before = unit.File.Damage.Count;
        var code = UnitScan.Run(unit);
        if (unit.File.Damage.Count == before)
        {
            Add(TableKind.Code, (ulong)unit.Index, TableCodec.Write(code));
        }
    }

    private void WriteLines(DwarfFile dwarf, Unit unit, ulong offset, ref int rowsLeft)
    {
        var before = dwarf.Damage.Count;
        try
        {
            var section = dwarf.Sections[DwarfSectionKind.Lines];
            var table = LineProgram.Run(LineHeader.Read(unit, section, offset), section, dwarf.Code, rowsLeft, dwarf.Damage);
            rowsLeft -= table.RowCount;
            if (dwarf.Damage.Count == before)
            {
                Add(TableKind.Lines, offset, TableCodec.Write(table));
            }
        }
        catch (MalformedException)
        {
            // Found again by who reads it.
        }
    }

    private void Add(TableKind kind, ulong key, byte[] bytes)
    {
        if (_length + bytes.Length > _maxBytes)
        {
            return;
        }

        RandomAccess.Write(_file.SafeFileHandle, bytes, _length);
        var start = _length;
        _length += bytes.Length;
        Keep(new TablePart(kind, key, start, bytes.Length, XxHash3.HashToUInt64(bytes)));
    }

    private void Keep(TablePart part)
    {
        if (_parts.Count < TableHeader.MaxParts)
        {
            _parts.Add(part);
        }

        _length = Aligned(_length);
    }

    private void Finish()
    {
        _parts.Sort();
        var directory = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_parts));
        RandomAccess.Write(_file.SafeFileHandle, directory, _length);
        Span<byte> header = stackalloc byte[TableHeader.Size];
        header.Clear();
        new TableHeader(_length + directory.Length, _length, _parts.Count, XxHash3.HashToUInt64(directory)).Write(header, _source);
        RandomAccess.Write(_file.SafeFileHandle, header, 0);
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
    }

    private static long Aligned(long length) => (length + Alignment - 1) & -Alignment;
}

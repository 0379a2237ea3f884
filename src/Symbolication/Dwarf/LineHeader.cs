namespace Fleet.Symbolication.Dwarf;

/// <summary>The header of a line table. DWARF 5, 6.2.4; DWARF 4, 6.2.4.</summary>
internal sealed class LineHeader
{
    private const ulong ContentPath = 1;
    private const ulong ContentDirectory = 2;

    public int Version { get; private set; }

    public int AddressSize { get; private set; }

    /// <summary>Bytes of the shortest instruction.</summary>
    public uint MinimumInstruction { get; private set; }

    /// <summary>Operations in an instruction, of machines with very long ones; otherwise 1.</summary>
    public uint MaximumOperations { get; private set; } = 1;

    public bool DefaultIsStatement { get; private set; }

    public sbyte LineBase { get; private set; }

    public byte LineRange { get; private set; }

    public byte OpcodeBase { get; private set; }

    /// <summary>Operands of the standard opcodes, the first at 1.</summary>
    public byte[] OpcodeLengths { get; private set; } = [];

    public LineFiles Files { get; private set; } = LineFiles.None;

    /// <summary>Of the program, in the section.</summary>
    public int ProgramStart { get; private set; }

    public int ProgramEnd { get; private set; }

    public static LineHeader Read(Unit unit, DwarfSection section, ulong offset)
    {
        var reader = section.At(offset);
        var length = UnitHeader.ReadLength(ref reader, out var is64);
        if (length > (ulong)reader.Remaining)
        {
            throw reader.Malformed($"a line table of 0x{length:x} bytes, 0x{reader.Remaining:x} are left");
        }

        var header = new LineHeader { ProgramEnd = reader.Position + (int)length };
        header.ReadFixed(ref reader, unit, is64);
        header.Files = header.Version >= 5 ? ReadModernFiles(ref reader, unit, section, is64) : ReadFiles(ref reader, unit, section);
        return header.ProgramStart > header.ProgramEnd ? throw reader.Malformed("a line table's header that is longer than the table") : header;
    }

    private void ReadFixed(ref ByteReader reader, Unit unit, bool is64)
    {
        Version = reader.U16();
        if (Version is < 2 or > 5)
        {
            throw reader.Malformed($"a line table of version {Version}; 2 to 5 are known");
        }

        AddressSize = unit.AddressSize;
        if (Version >= 5)
        {
            AddressSize = reader.U8();
            reader.Skip(1);
        }

        var headerLength = reader.Word(is64);
        ProgramStart = headerLength <= (ulong)reader.Remaining ? reader.Position + (int)headerLength : int.MaxValue;
        MinimumInstruction = reader.U8();
        MaximumOperations = Version >= 4 ? Math.Max((byte)1, reader.U8()) : 1u;
        DefaultIsStatement = reader.U8() != 0;
        LineBase = (sbyte)reader.U8();
        LineRange = reader.U8();
        OpcodeBase = reader.U8();
        if (LineRange == 0 || OpcodeBase == 0)
        {
            throw reader.Malformed($"a line table with the line range {LineRange} and the first opcode {OpcodeBase}");
        }

        OpcodeLengths = new byte[OpcodeBase];
        reader.Take(OpcodeBase - 1u).CopyTo(OpcodeLengths.AsSpan(1));
    }

    private static LineFiles ReadFiles(ref ByteReader reader, Unit unit, DwarfSection section)
    {
        var directories = new List<DieAttribute>();
        while (NextString(ref reader) is { } directory)
        {
            directories.Add(directory);
        }

        var files = new List<LineFiles.Entry>();
        while (NextString(ref reader) is { } file)
        {
            files.Add(new LineFiles.Entry(file, reader.Uleb()));
            reader.Uleb();
            reader.Uleb();
        }

        return new LineFiles(unit, section, [.. directories], [.. files], fromZero: false);
    }

    private static DieAttribute? NextString(ref ByteReader reader)
    {
        var start = reader.Position;
        var length = reader.CStringBytes().Length;
        return length == 0 ? null : new DieAttribute(DwarfAttribute.Name, DwarfForm.String, (ulong)length, start);
    }

    private static LineFiles ReadModernFiles(ref ByteReader reader, Unit unit, DwarfSection section, bool is64)
    {
        var directories = ReadEntries(ref reader, is64);
        var files = ReadEntries(ref reader, is64);
        return new LineFiles(unit, section, directories.ConvertAll(directory => directory.Name).ToArray(), [.. files], fromZero: true);
    }

    private static List<LineFiles.Entry> ReadEntries(ref ByteReader reader, bool is64)
    {
        var formats = new (ulong Content, ulong Form)[reader.U8()];
        foreach (ref var format in formats.AsSpan())
        {
            format = (reader.Uleb(), reader.Uleb());
        }

        var count = reader.Uleb();
        if (count > 0 && formats.Length == 0)
        {
            throw reader.Malformed($"{count} names of no format");
        }

        var entries = new List<LineFiles.Entry>();
        for (var i = 0UL; i < count; i++)
        {
            var entry = default(LineFiles.Entry);
            foreach (var (content, form) in formats)
            {
                var value = ReadValue(ref reader, (DwarfForm)Math.Min(form, ushort.MaxValue), is64);
                entry = content switch
                {
                    ContentPath => entry with { Name = value },
                    ContentDirectory => entry with { Directory = value.Value },
                    _ => entry,
                };
            }

            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>All of these forms take a byte at least, so that a count is never above the bytes.</summary>
    private static DieAttribute ReadValue(ref ByteReader reader, DwarfForm form, bool is64)
    {
        var start = reader.Position;
        var sizes = new FormSize(0, (byte)(is64 ? 8 : 4), 0);
        switch (form)
        {
            case DwarfForm.String:
                return new DieAttribute(DwarfAttribute.Name, form, (ulong)reader.CStringBytes().Length, start);
            case DwarfForm.UnsignedData or DwarfForm.StringIndex:
                return new DieAttribute(DwarfAttribute.Name, form, reader.Uleb(), start);
            case DwarfForm.Block:
                var length = reader.Uleb();
                reader.Skip(length);
                return new DieAttribute(DwarfAttribute.Name, form, length, start);
            case DwarfForm.Data16:
                reader.Skip(16);
                return new DieAttribute(DwarfAttribute.Name, form, 16, start);
            default:
                var size = sizes.Of(form);
                return size is > 0 and <= 8
                    ? new DieAttribute(DwarfAttribute.Name, form, reader.Unsigned(size), start)
                    : throw reader.Malformed($"the form 0x{(ushort)form:x} in a line table's header");
        }
    }
}

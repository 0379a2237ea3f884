using System.Buffers.Binary;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>Unwind entries in the memory of a process, as linkers lay them out and as nobody should.</summary>
public sealed class UnwindTablesTests
{
    private const ulong Module = 0x40_0000;
    private const int Code = 0x100;
    private const int FunctionBytes = 0x20;
    private const int Functions = 3;
    private const int Table = 0x400;
    private const int Common = 0x600;
    private const int CommonBytes = 24;
    private const int Entry = 0x640;
    private const int EntryBytes = 24;

    [Fact]
    public void Each_function_has_its_entry_once_behind_the_one_they_share()
    {
        var tables = Read(Image());
        for (var address = Module + Code; address < Module + Code + (Functions * FunctionBytes); address++)
        {
            tables.Add(address);
        }

        Assert.Equal([Module + Common, .. Enumerable.Range(0, Functions).Select(i => Module + Entry + (ulong)(i * EntryBytes))], tables.Entries.Select(entry => entry.Address));
        Assert.Equal([0, .. Enumerable.Repeat(Module + Common, Functions)], tables.Entries.Select(entry => entry.Common));
        Assert.Equal([CommonBytes, .. Enumerable.Repeat(EntryBytes, Functions)], tables.Entries.Select(entry => entry.Bytes.Length));
    }

    [Fact]
    public void Before_the_first_function_and_outside_of_modules_there_is_none()
    {
        var tables = Read(Image());
        tables.Add(Module + Code - 1);
        tables.Add(Module - 1);
        tables.Add(0);
        tables.Add(ulong.MaxValue);
        Assert.Empty(tables.Entries);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 0x1c)]
    [InlineData(2, 0x04)]
    [InlineData(3, 0x3c)]
    public void A_table_of_another_version_or_encoding_is_left_alone(int at, byte value)
    {
        var image = Image();
        image[Table + at] = value;
        var tables = Read(image);
        tables.Add(Module + Code);
        Assert.Empty(tables.Entries);
    }

    [Fact]
    public void Whatever_the_memory_holds_nothing_breaks_and_little_is_taken()
    {
        var random = new Random(7);
        var seed = Image();
        uint[] extremes = [0, 1, 7, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
        var found = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var image = (byte[])seed.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                // The table, the entries, and the header that says where they are.
                var at = random.Next(3) switch
                {
                    0 => random.Next(64, 64 + (2 * ProgramHeader.MaxSize)),
                    1 => random.Next(Table, Table + 64),
                    _ => random.Next(Common, Entry + (Functions * EntryBytes)),
                };
                BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at & ~3), random.Next(2) == 0 ? extremes[random.Next(extremes.Length)] : (uint)random.Next());
            }

            var tables = Read(image);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 16; i++)
            {
                tables.Add(Module + (ulong)random.Next(CoreBuilder.Page));
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 128 * 1024);
            found += tables.Entries.Count;
        }

        Assert.True(found > 20_000);
    }

    private static UnwindTables Read(byte[] image)
    {
        var core = new CoreBuilder().Thread(1, 0x1000).Files((Module, Module + CoreBuilder.Page, 0, "/bin/app")).Memory(Module, image, flags: 5).Build();
        var head = CoreHead.Read(new CoreInput(new BytesStream(core)));
        var memory = new CoreImage(core);
        return new UnwindTables(memory, new ModuleMap(head.Notes, head.Segments, memory));
    }

    /// <summary>A page of a module: headers, code, the sorted table, a common entry and one for each function.</summary>
    private static byte[] Image()
    {
        var image = new byte[CoreBuilder.Page];
        "\u007fELF"u8.CopyTo(image);
        image[4] = 2;
        image[5] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(18), CoreArchitecture.X64Machine);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(54), ProgramHeader.MaxSize);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(56), 2);
        new ProgramHeader(ProgramHeader.LoadType, 5, 0, 0, CoreBuilder.Page, CoreBuilder.Page).Write(image.AsSpan(64), is64: true);
        new ProgramHeader(ProgramHeader.UnwindType, 4, Table, Table, 64, 64).Write(image.AsSpan(64 + ProgramHeader.MaxSize), is64: true);

        byte[] encodings = [1, 0x1b, 0x03, 0x3b];
        encodings.CopyTo(image, Table);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(Table + 8), Functions);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(Common), CommonBytes - 4);
        for (var i = 0; i < Functions; i++)
        {
            var entry = Entry + (i * EntryBytes);
            BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(Table + 12 + (i * 8)), Code + (i * FunctionBytes) - Table);
            BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(Table + 16 + (i * 8)), entry - Table);
            BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(entry), EntryBytes - 4);
            BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(entry + 4), entry + 4 - Common);
        }

        return image;
    }
}

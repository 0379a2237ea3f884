using System.Buffers.Binary;
using Fleet.Domain.Traces;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Core;
using Fleet.Symbolication.Tests.Elf;
using Fleet.Symbolication.Tests.Hostile.Damage;
using Fleet.Symbolication.Tests.Processing;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>Cores that say more than there is, and files that become more than they are. Compressed cores: <see cref="CoreMemoryTests"/>; <c>.gnu_debugdata</c>: <see cref="XzDecoderTests"/>.</summary>
public sealed class CoreBombTests
{
    private const ulong Stack = 0x7fff_0000_0000;
    private const int Pages = 4;

    [Fact]
    public void Of_a_million_threads_as_many_are_read_as_are_shown()
    {
        // 65,000 segments of notes, all of them the same 16 threads.
        var builder = new CoreBuilder(Machine.X64);
        for (var id = 1; id <= 16; id++)
        {
            builder.Thread(id, 11, Registers());
        }

        var one = builder.Load(Stack, Words()).Build();
        var headers = new byte[65_000 * 56];
        for (var i = 0; i < 65_000; i++)
        {
            one.AsSpan(64 + (i == 0 ? 56 : 0), 56).CopyTo(headers.AsSpan(i * 56));
        }

        byte[] core = [.. one, .. headers];
        BinaryPrimitives.WriteInt64LittleEndian(core.AsSpan(32), one.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(core.AsSpan(56), 65_000);
        var trace = Process(core, seconds: 20, megabytes: 512);
        Assert.Equal(TraceLimits.MaxThreads, trace.Threads.Count);
    }

    [Fact]
    public void Four_thousand_threads_whose_stacks_are_all_return_addresses_end()
    {
        var builder = new CoreBuilder(Machine.X64);
        for (var id = 1; id <= TraceLimits.MaxThreads; id++)
        {
            builder.Thread(id, 11, Registers());
        }

        CoreCases.Check(Process(builder.Load(Stack, Words()).Build(), seconds: 20, megabytes: 1024));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    [InlineData(40)]
    public void Sizes_of_2_to_the_64_in_any_header_are_refused_or_cost_themselves(int field)
    {
        foreach (var value in (ulong[])[ulong.MaxValue, ulong.MaxValue - 7, 1UL << 63, (1UL << 63) - 1, 1UL << 32])
        {
            var core = new CoreBuilder(Machine.X64).Thread(1, 11, Registers()).Auxiliary(3, Stack, 5, value).Load(Stack, Words()).Load(Stack + 0x100000, Words()).Build();
            for (var segment = 0; segment < 3; segment++)
            {
                var bad = (byte[])core.Clone();
                BinaryPrimitives.WriteUInt64LittleEndian(bad.AsSpan(64 + (segment * 56) + field), value);
                Process(bad, seconds: 5, megabytes: 64);
            }
        }
    }

    [Fact]
    public void A_list_of_2_to_the_64_files_is_as_long_as_the_note()
    {
        foreach (var count in (ulong[])[ulong.MaxValue, 1UL << 63, 1UL << 32, ulong.MaxValue / 24])
        {
            var builder = new CoreBuilder(Machine.X64).Thread(1, 11, Registers());
            Process(builder.Note("CORE", 0x46494c45, builder.Words(count, ulong.MaxValue, 0, ulong.MaxValue, ulong.MaxValue)).Load(Stack, Words()).Build(), seconds: 5, megabytes: 64);
        }
    }

    [Theory]
    [InlineData(0xdd)]
    [InlineData(0xdf)]
    [InlineData(0xdb)]
    [InlineData(0xc6)]
    [InlineData(0xc9)]
    [InlineData(0x91)]
    [InlineData(0x81)]
    public void Notes_of_the_agent_that_promise_2_to_the_32_values_cost_themselves(int opening)
    {
        foreach (var type in Enumerable.Range(1, 5))
        {
            var note = Enumerable.Repeat((byte)0xff, 64 * 1024).ToArray();

            // Arrays and maps of one value are within one another, the others promise.
            note.AsSpan(0, opening is 0x91 or 0x81 ? note.Length : 1).Fill((byte)opening);
            Process(new CoreBuilder(Machine.X64).Thread(1, 11, Registers()).Note("Fleet", 0x464c_0000 + (uint)type, note).Load(Stack, Words()).Build(), seconds: 5, megabytes: 64);
        }
    }

    [Fact]
    public void Sections_that_are_all_the_same_compressed_bytes_become_no_more_than_the_file_may()
    {
        var packed = PackedDamage.Zlib(new byte[64 << 20]);
        byte[] content = [1, 0, 0, 0, 0, 0, 0, 0, .. HostileNumbers.Bytes(64 << 20, 8), 1, 0, 0, 0, 0, 0, 0, 0, .. packed];
        var image = new ElfImage().Code(0x1000, 0x1000);
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $".debug_{i}")];
        image.Add(names[0], content, flags: 0x800);
        foreach (var name in names[1..])
        {
            image.Add(name, [], flags: 0x800, size: (ulong)content.Length);
        }

        var bytes = AllWhereTheFirstIs(image, names[0], 1);
        var refused = Bounded.Run(
            () =>
            {
                var file = ElfFile.Open(ByteSource.Of(bytes), "bomb");
                return names.Count(name => Record.Exception(() => file.Content(name)) is MalformedException);
            },
            seconds: 20, megabytes: SectionInflater.MaxRatio * bytes.Length / (1 << 20) + 1);
        Assert.Equal(names.Length - (SectionInflater.MostOf(bytes.Length) / (64 << 20)), refused);
    }

    [Fact]
    public void Twenty_thousand_parts_of_a_split_unit_over_one_another_are_refused()
    {
        const string name = ".debug_info.dwo";
        var content = new byte[100_000];
        var image = new ElfImage().Add(name, content);
        for (var i = 1; i < 20_000; i++)
        {
            image.Add(name, [], size: (ulong)content.Length);
        }

        var bytes = AllWhereTheFirstIs(image, name, 0);
        var damage = new DamageLog();
        var units = Bounded.Run(() => DwarfFile.OpenSplit(ElfFile.Open(ByteSource.Of(bytes), "bomb"), damage).UnitSpan.Length, seconds: 5, megabytes: 64);
        Assert.Equal(0, units);
        Assert.Contains(damage.Messages, message => message.Contains("have more bytes than the file", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(0x7fff_ffc7UL)]
    public void A_compressed_section_that_promises_2_to_the_64_bytes_is_refused(ulong size)
    {
        byte[] content = [1, 0, 0, 0, 0, 0, 0, 0, .. HostileNumbers.Bytes(size, 8), 1, 0, 0, 0, 0, 0, 0, 0, .. PackedDamage.Zlib(new byte[1000])];
        var file = ElfFile.Open(ByteSource.Of(new ElfImage().Add(".debug_info", content, flags: 0x800).ToBytes()), "bomb");
        Assert.IsType<MalformedException>(Bounded.Run(() => Record.Exception(() => file.Content(".debug_info")), seconds: 5, megabytes: 16));
    }

    /// <summary>All sections behind the first one of a name begin where that does.</summary>
    /// <param name="before">Sections before it, without the empty one.</param>
    private static byte[] AllWhereTheFirstIs(ElfImage image, string name, int before)
    {
        var bytes = image.ToBytes();
        var file = ElfFile.Open(ByteSource.Of(bytes), "bomb");
        var headers = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40));
        for (var i = before + 2; i < file.Sections.Length - 1; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(headers + (64 * i) + 24), file.Section(name)!.Value.Offset);
        }

        return bytes;
    }

    private static Trace Process(byte[] core, double seconds, long megabytes) => Bounded.Run(
        () =>
        {
            try
            {
                return new CoreProcessor(new SymbolFileCache()).Process(ByteSource.Of(core), "bomb", new CaseFiles());
            }
            catch (MalformedException)
            {
                return new Trace { Language = TraceLanguage.Native, Class = CrashClass.SegvNull, Program = "" };
            }
        },
        seconds, megabytes);

    /// <summary>Program counter and stack pointer in memory that is there.</summary>
    private static ulong[] Registers() => [.. Enumerable.Repeat(Stack + 64, 27)];

    /// <summary>Each word the address of another one.</summary>
    private static byte[] Words() => [.. Enumerable.Range(0, Pages * 512).SelectMany(i => HostileNumbers.Bytes(Stack + (ulong)(i * 8 % (Pages * 4096)), 8))];
}

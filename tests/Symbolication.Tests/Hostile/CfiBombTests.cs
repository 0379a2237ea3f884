using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Elf;
using Fleet.Symbolication.Tests.Hostile.Damage;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>Call frame information that leads back to itself, or goes on without end.</summary>
public sealed class CfiBombTests
{
    private const ulong Text = 0x1000;
    private const ulong TextBytes = 0x1000;
    private const ulong Table = 0x10000;
    private const double Seconds = 5;
    private const long Megabytes = 64;

    /// <summary>Version 1, no augmentation, factors of 1 and -8, the return address in 16, and where the caller's frame is: at 8 of the stack pointer.</summary>
    private static readonly byte[] Common = [1, 0, 1, 0x78, 16, 0x0c, 7, 8, 0x90, 1];

    public static TheoryData<string, byte[]> Instructions => new()
    {
        { "states remembered without end", [.. Enumerable.Repeat((byte)0x0a, 60_000)] },
        { "states remembered and restored without end", [.. Enumerable.Repeat((byte[])[0x0a, 0x0b], 30_000).SelectMany(b => b)] },
        { "steps of 2^32", [.. Enumerable.Repeat((byte[])[4, 0xff, 0xff, 0xff, 0xff], 12_000).SelectMany(b => b)] },
        { "a step back to 0", [.. Enumerable.Repeat((byte[])[1, 0, 0, 0, 0, 0, 0, 0, 0], 7_000).SelectMany(b => b)] },
        { "an expression that goes around", [0x0f, 3, 0x2f, 0xfd, 0xff] },
        { "a register that is where it is", [0x10, 16, 3, 0x2f, 0xfd, 0xff, 0x16, 7, 4, 0x31, 0x12, 0x2f, 0xfc] },
        { "registers that are each other", [9, 16, 7, 9, 7, 16] },
        { "an offset of 2^64", [0x0c, 7, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1] },
        { "instructions that nobody knows", [0x3f, 0x3e, 0x3d] },
    };

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Instructions_without_sense_or_end_cost_their_frame(string what, byte[] instructions)
    {
        byte[] table = [.. Entry(0, Common), .. Function((uint)Common.Length + 4 + 4 + 4, instructions), 0, 0, 0, 0];
        Assert.True(Unwind(table).Frames.Count > 0, what);
    }

    [Fact]
    public void An_entry_that_is_its_own_common_entry_is_none()
    {
        // Its pointer leads to its own begin; two whose pointers lead to each other.
        byte[] own = Function(4, []);
        byte[] each = [.. Function(unchecked((uint)-own.Length + 4), []), .. Function((uint)own.Length + 4, [])];
        Assert.True(Unwind(own).Frames.Count > 0);
        Assert.True(Unwind(each).Frames.Count > 0);
    }

    [Fact]
    public void Two_million_damaged_entries_are_given_up()
    {
        // Each says that the word before it is its common entry: as many messages as entries.
        var table = new byte[16 << 20];
        for (var at = 0; at + 8 <= table.Length; at += 8)
        {
            (table[at], table[at + 4]) = (4, 8);
        }

        Assert.True(Unwind(table).Frames.Count > 0);
    }

    [Fact]
    public void Forty_thousand_common_entries_are_kept_in_proportion()
    {
        var one = (byte[])[.. Entry(0, Common), .. Function((uint)Common.Length + 4 + 4 + 4, [])];
        var table = Enumerable.Repeat(one, 40_000).SelectMany(b => b).ToArray();
        Assert.True(Unwind(table).Frames.Count > 0);
    }

    [Fact]
    public void A_sorted_index_of_2_to_the_32_rows_that_all_lead_to_itself_is_not_believed()
    {
        byte[] header = [1, 0x1b, 3, 0x3b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, .. Enumerable.Repeat((byte)0, 4096)];
        Assert.True(Unwind([.. Entry(0, Common), .. Function((uint)Common.Length + 12, [0x0a]), 0, 0, 0, 0], header).Frames.Count > 0);
    }

    private static byte[] Entry(uint id, byte[] content) => [.. HostileNumbers.Bytes((ulong)content.Length + 4, 4), .. HostileNumbers.Bytes(id, 4), .. content];

    /// <summary>Of all code.</summary>
    /// <param name="pointer">From itself back to its common entry.</param>
    private static byte[] Function(uint pointer, byte[] instructions) => Entry(pointer, [.. HostileNumbers.Bytes(Text, 8), .. HostileNumbers.Bytes(TextBytes, 8), .. instructions]);

    private static CallStack Unwind(byte[] table, byte[]? header = null)
    {
        var image = new ElfImage().Code(Text, TextBytes).Add(".eh_frame", table, flags: 2, address: Table);
        var bytes = (header is null ? image : image.Add(".eh_frame_hdr", header, flags: 2, address: Table - 0x8000)).ToBytes();
        return Bounded.Run(
            () =>
            {
                var elf = ElfFile.Open(ByteSource.Of(bytes), "bomb");
                return new AnyProcess(Machine.X64, new Symbolizer([elf], NoCompanions.Instance), new ModuleImage(elf, null), (Text, TextBytes), new Random(1)).Unwind();
            },
            Seconds, Megabytes);
    }
}

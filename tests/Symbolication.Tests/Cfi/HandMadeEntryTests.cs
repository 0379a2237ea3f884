using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Tests.Cfi;

/// <summary>Entries by hand: instructions and encodings that few compilers write. Memory holds at 0x6000 the address 0x4010.</summary>
public sealed class HandMadeEntryTests : ITargetMemory, IModuleImages
{
    private const ulong Table = 0x8000;
    private const ulong Function = 0x4000;

    private readonly Dictionary<ulong, ulong> _memory = new() { [0x6000] = Function + 0x10 };

    /// <summary>Code and data alignment 1 and -8, return address in column 16, frame address register 7 + 8, which is followed by the return address.</summary>
    [Theory]
    [InlineData("nothing", "", 0, "r7+8 c-8")]
    [InlineData("advance", "44 0e10 44 0e18", 3, "r7+8 c-8")]
    [InlineData("advance reached", "44 0e10 44 0e18", 4, "r7+16 c-8")]
    [InlineData("advance_loc1, 2, 4", "0201 0e10 030100 0e18 0401000000 0e20", 2, "r7+24 c-8")]
    [InlineData("set_loc", "01 0a40000000000000 0e10", 9, "r7+8 c-8")]
    [InlineData("set_loc reached", "01 0a40000000000000 0e10", 10, "r7+16 c-8")]
    [InlineData("remember and restore", "0a 0e30 8602 41 0b", 1, "r7+8 c-8")]
    [InlineData("remembered, not restored", "0a 0e30 8602 41 0b", 0, "r7+48 c-8 6:Offset-16")]
    [InlineData("restore", "8602 c6", 0, "r7+8 c-8")]
    [InlineData("restore_extended", "0506 02 0606", 0, "r7+8 c-8")]
    [InlineData("undefined, same_value, register", "0703 0806 090c 0d", 0, "r7+8 c-8 3:Undefined0 6:SameValue0 12:Register13")]
    [InlineData("def_cfa, _register, _sf", "0c0610 0d07 130e", 0, "r7-112 c-8")]
    [InlineData("def_cfa_sf", "12067e", 0, "r6+16 c-8")]
    [InlineData("offset_extended_sf", "11067e", 0, "r7+8 c-8 6:Offset16")]
    [InlineData("val_offset, _sf", "140602 15037e", 0, "r7+8 c-8 3:ValueOffset16 6:ValueOffset-16")]
    [InlineData("GNU_args_size", "2e40 0e10", 0, "r7+16 c-8")]
    [InlineData("GNU_negative_offset_extended", "2f0602", 0, "r7+8 c-8 6:Offset16")]
    [InlineData("vector registers are passed over", "b102 053102 0731 10310131", 0, "r7+8 c-8")]
    [InlineData("def_cfa_expression", "0f 02 77 10", 0, "expression c-8")]
    public void Instructions_do_what_the_standard_says(string name, string instructions, ulong offset, string expected)
    {
        var row = Open(Common("01 78 10 0c0708 9001"), Entry("0040000000000000 2000000000000000", instructions)).Find(Function + offset);
        Assert.Null(row.Problem);
        var cfa = row.CfaRegister < 0 ? "expression" : $"r{row.CfaRegister}{row.CfaOffset:+0;-0}";
        var rules = string.Concat(row.Rules.Where(rule => rule.Register != 16).Select(rule => $" {rule.Register}:{rule.Rule.Kind}{rule.Rule.Operand}"));
        Assert.True(expected == $"{cfa} c{row.ReturnRule.Operand}{rules}", $"{name}: {cfa} c{row.ReturnRule.Operand}{rules}");
    }

    [Theory]
    [InlineData("3f", "a call frame instruction 0x3f that is not known")]
    [InlineData("2d", "a call frame instruction 0x2d that is not known")]
    [InlineData("0b", "a state is restored that was not remembered")]
    [InlineData("0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a", "more than 32 states are remembered at once")]
    [InlineData("0c6108", "a frame address from register 97, which is none that a frame can be at")]
    [InlineData("0f7f01", "127 bytes are asked for, 1 are left")]
    public void What_is_no_instruction_is_refused(string instructions, string problem) => Assert.EndsWith(
        problem, Open(Common("01 78 10 0c0708 9001"), Entry("0040000000000000 2000000000000000", instructions)).Find(Function).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("absptr", "00", "1040000000000000 2000000000000000")]
    [InlineData("udata4", "03", "10400000 20000000")]
    [InlineData("sdata2", "0a", "1040 2000")]
    [InlineData("uleb128", "01", "908001 20")]
    [InlineData("pcrel sdata4", "1b", "PCREL4 20000000")]
    [InlineData("indirect udata4", "83", "00600000 20000000")]
    [InlineData("aligned", "50", "ALIGN 1040000000000000 2000000000000000")]
    public void A_pointer_is_read_as_its_encoding_says(string name, string encoding, string range)
    {
        var common = Bytes($"00000000 01 {Convert.ToHexString("zR\0"u8)} 01 78 10 01 {encoding} 0c0708 9001");
        var at = Table + (ulong)common.Length;
        range = range.Replace("PCREL4", Convert.ToHexString(BitConverter.GetBytes((int)(Function + 0x10 - (at + 8)))), StringComparison.Ordinal);
        range = range.Replace("ALIGN", string.Concat(Enumerable.Repeat("00", (int)(-(long)(at + 8) & 7))), StringComparison.Ordinal);
        var table = Open(common, Entry(range, "00", hasData: true));
        Assert.True(table.Find(Function + 0xf).Problem is "", name);
        Assert.True(table.Find(Function + 0x10).Problem is null, $"{name}: {table.Index().Problem}");
        Assert.True(table.Find(Function + 0x2f).Problem is null, name);
        Assert.True(table.Find(Function + 0x30).Problem is "", name);
    }

    [Theory]
    [InlineData("zRS", "00", true)]
    [InlineData("zPLR", "00 0000000000000000 00 00", false)]
    [InlineData("zR", "00", false)]
    public void Augmentations_are_read(string letters, string data, bool isSignal)
    {
        var length = Hex(data).Length;
        var common = Bytes($"00000000 01 {Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(letters + "\0"))} 01 78 10 {length:x2} {data} 0c0708 9001");
        var row = Open(common, Entry("0040000000000000 2000000000000000", "00", hasData: true)).Find(Function);
        Assert.Equal((null, isSignal), (row.Problem, row.IsSignal));
    }

    [Theory]
    [InlineData(0x007f_0000_0000_0000UL)]
    [InlineData(0UL)]
    public void The_authentication_code_of_a_return_address_is_taken_off(ulong mask)
    {
        // paciasp; stp x29, x30, [sp, -16]!: the second address is signed, and the third, where no module is, too.
        var common = Bytes("00000000 01 00 04 78 1e 0c1f00");
        var entry = Entry("0040000000000000 2000000000000000", "2d 0e10 9d02 9e01");
        (_memory[0x7000], _memory[0x7008]) = (0, 0x0023_0000_0000_4018);
        (_memory[0x7010], _memory[0x7018]) = (0, 0x0011_0000_dead_0000);
        var registers = new RegisterContext(Machine.Arm64) { Pc = Function + 4, [31] = 0x7000 };
        var module = new LoadedModule(0x4000, 0x5000, 0, "program", "");
        var target = new UnwindTarget(Machine.Arm64, this, [module], this) { DeviceEntries = Noted(common, entry), ReturnAddressMask = mask };
        Assert.Equal([Function + 4, 0x4018UL, 0xdead0000UL], new Unwinder(target).Unwind(registers).Frames.Select(frame => frame.Pc));
    }

    public ModuleImage Of(LoadedModule module) => ModuleImage.None;

    public bool TryRead(ulong address, Span<byte> into) =>
        _memory.TryGetValue(address, out var value) && into.Length <= 8 && BitConverter.GetBytes(value).AsSpan(0, into.Length).TryCopyTo(into);

    private CfiTable Open(byte[] common, byte[] entry) => DeviceEntries.Open(Noted(common, entry), new TargetWords(this, Machine.X64), Machine.X64)!;

    private static DeviceUnwindEntry[] Noted(byte[] common, byte[] entry)
    {
        var at = Table + (ulong)common.Length;
        BitConverter.TryWriteBytes(entry.AsSpan(4), (uint)common.Length + 4);
        return [new DeviceUnwindEntry(Table, 0, common), new DeviceUnwindEntry(at, Table, entry)];
    }

    private static byte[] Common(string rest) => Bytes($"00000000 01 00 {rest}");

    private static byte[] Entry(string range, string instructions, bool hasData = false) => Bytes($"00000000 {range} {(hasData ? "00" : "")} {instructions}");

    private static byte[] Bytes(string hex)
    {
        var content = Hex(hex);
        return [.. BitConverter.GetBytes(content.Length), .. content];
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}

using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Cfi;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>What an arm function's first instructions say of its frame.</summary>
public sealed class PrologueTests(ITestOutputHelper output) : ITargetMemory
{
    private const uint StackPointer = 0x1000;

    /// <summary>Halfwords as objdump shows them; offsets are below the frame's address.</summary>
    [Theory]
    [InlineData("b508", "8 lr=4")] // push {r3, lr}
    [InlineData("b580 b0a4", "152 r7=8 lr=4")] // push {r7, lr}; sub sp, #144
    [InlineData("4a4e ee1d 4f70 b580 4478 b0a4 681b 9323", "152 r7=8 lr=4")] // abort of libc: what else it does is mixed in
    [InlineData("e92d 4ff0 ed2d 8b02 f5ad 5d80", "4140 r4=36 r5=32 r6=28 r7=24 r8=20 r9=16 r10=12 r11=8 lr=4")] // push.w, vpush {d8}, sub.w sp, #4096
    [InlineData("f84d ed04 f2ad 1d03", "263 lr=4")] // str.w lr, [sp, #-4]!; subw sp, #259
    [InlineData("b580 b082 af00", "16 r7=8 lr=4 r7+16")] // add r7, sp, #0
    [InlineData("b480 466f", "4 r7=4 r7+4")] // mov r7, sp
    [InlineData("46ec b500 e92d 5000 e92d 1fff", "64 r4=48 r5=44 r6=40 r7=36 r8=32 r9=28 r10=24 r11=20 sp=12 lr=4")] // _Unwind_RaiseException keeps ip, which is sp
    [InlineData("b510 d001 b082", "8 r4=8 lr=4")] // a branch
    [InlineData("b510 f7ff fb91 b082", "8 r4=8 lr=4")] // a call
    [InlineData("b510 f3bf 8f5b b082", "16 r4=8 lr=4")] // dmb is no branch
    [InlineData("b510 bd10 b510", "8 r4=8 lr=4")] // pop
    [InlineData("b510 b082 e8bd 8010 b082", "16 r4=8 lr=4")] // pop.w
    [InlineData("b510 f10d 0d08 b082", "8 r4=8 lr=4")] // add.w sp, #8
    [InlineData("b510 449d b082", "lost 8 r4=8 lr=4")] // add sp, r3
    [InlineData("b510 ebad 0d03 b082", "lost 8 r4=8 lr=4")] // sub.w sp, r3
    [InlineData("b510 e92d", "8 r4=8 lr=4")] // half an instruction
    public void Thumb_instructions_are_followed(string code, string expected) => Assert.Equal(expected, Text(Follow(Bytes(code, 2), isThumb: true)));

    /// <summary>Words as objdump shows them.</summary>
    [Theory]
    [InlineData("e92d4010 e24dd008", "16 r4=8 lr=4")] // push {r4, lr}; sub sp, #8
    [InlineData("e52de004 e24ddf41", "264 lr=4")] // str lr, [sp, #-4]!; sub sp, #260
    [InlineData("e92d4800 e28db004 ed2d8b04", "24 r11=8 lr=4 r11+4")] // push {fp, lr}; add fp, sp, #4; vpush {d8, d9}
    [InlineData("e1a0c00d e92dd800 e24cb004", "16 r11=16 sp=12 lr=8")] // mov ip, sp; push {fp, ip, lr, pc}
    [InlineData("e92d4010 0a000001 e24dd008", "8 r4=8 lr=4")] // beq
    [InlineData("e92d4010 e12fff33 e24dd008", "8 r4=8 lr=4")] // blx r3
    [InlineData("e92d4010 e8bd8010 e24dd008", "8 r4=8 lr=4")] // pop {r4, pc}
    [InlineData("e92d4010 e28dd008 e24dd008", "8 r4=8 lr=4")] // add sp, #8
    [InlineData("e92d4010 e04dd003 e24dd008", "lost 8 r4=8 lr=4")] // sub sp, sp, r3
    public void Arm_instructions_are_followed(string code, string expected) => Assert.Equal(expected, Text(Follow(Bytes(code, 4), isThumb: false)));

    [Theory]
    [InlineData("/usr/arm-linux-gnueabihf/lib/libc.so.6", 300)]
    [InlineData("/usr/arm-linux-gnueabihf/lib/libstdc++.so.6", 1000)]
    public void Return_addresses_are_where_the_exception_index_has_them(string path, int least)
    {
        Assert.SkipUnless(Tool.IsThere(path), $"{path} is not installed");
        using var bytes = ByteSource.Map(path);
        var file = ElfFile.Open(bytes, path);
        var index = ExceptionIndex.Open(file)!;
        var codes = new byte[ExceptionEntry.MaxOpcodes];
        var callee = new RegisterContext(Machine.Arm) { [Prologue.Sp] = StackPointer };
        List<string> differences = [];
        var (same, functions) = (0, 0);
        foreach (var function in Enumerable.Range(0, file.Symbols.Count).Select(file.Symbols.At).Where(symbol => symbol is { Kind: ElfSymbolKind.Function, Size: > 0 }))
        {
            var entry = index.Find((uint)function.Address, codes);
            var code = new byte[Math.Min(function.Size, Prologues.MaxBytes)];
            if (!entry.IsThere || entry.IsRefused || !FileImage.TryRead(file, function.Address, code))
            {
                continue;
            }

            functions++;
            var prologue = Follow(code, function.IsThumb);

            // Those whose frame needs another register than the stack pointer are left out, and those that return where they were called.
            if (prologue.IsLost || prologue.Stored(Prologue.Lr) is not { } link || !ExceptionStep.TryApply(codes.AsSpan(0, entry.Count), in callee, new TargetWords(this, Machine.Arm), out var caller, out _))
            {
                continue;
            }

            var frame = StackPointer + (uint)prologue.Depth;
            if ((frame - link, frame) == ((long)caller.Pc, caller.Sp) && Enumerable.Range(4, 8).All(register => caller[register] == (ulong?)(frame - prologue.Stored(register))))
            {
                same++;
            }
            else
            {
                differences.Add($"{function.Name} 0x{function.Address:x}: {Text(prologue)}, and the index has the return address at {caller.Pc - StackPointer} of {caller.Sp - StackPointer}");
            }
        }

        output.WriteLine($"{functions} functions, {same} same, {differences.Count} differ");
        differences.ForEach(output.WriteLine);
        Assert.True(same > least && differences.Count * 50 < same, $"{same} same, {differences.Count} differ");
    }

    /// <summary>At each address that address, so that a register's value says where it was stored.</summary>
    public bool TryRead(ulong address, Span<byte> into) => into.Length == 4 && BitConverter.TryWriteBytes(into, (uint)address);

    private static Prologue Follow(ReadOnlySpan<byte> code, bool isThumb)
    {
        var prologue = new Prologue();
        while ((isThumb ? ThumbCode.Follow(code, prologue) : ArmCode.Follow(code, prologue)) is > 0 and var length)
        {
            code = code[length..];
        }

        return prologue;
    }

    private static byte[] Bytes(string words, int size) => [.. words.Split(' ').SelectMany(word => BitConverter.GetBytes(Convert.ToUInt32(word, 16)).Take(size))];

    private static string Text(Prologue prologue)
    {
        var stored = string.Concat(Enumerable.Range(0, 15).Where(register => prologue.Stored(register) is not null)
            .Select(register => $" {register switch { Prologue.Sp => "sp", Prologue.Lr => "lr", _ => $"r{register}" }}={prologue.Stored(register)}"));
        return $"{(prologue.IsLost ? "lost " : "")}{prologue.Depth}{stored}{(prologue.FramePointer < 0 ? "" : $" r{prologue.FramePointer}+{prologue.FramePointerDepth}")}";
    }
}

using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Cfi;

/// <summary>Expressions by hand, with what DWARF 5, section 2.5, says they are; many are its own examples (appendix D.1.2).</summary>
public sealed class CfiExpressionTests : ITargetMemory
{
    public static TheoryData<string, string, ulong> Expressions => new()
    {
        { "lit31", "4f", 31 },
        { "const1u", "08 ff", 255 },
        { "const1s", "09 ff", ulong.MaxValue },
        { "const2s", "0b 00 80", unchecked((ulong)-32768) },
        { "const4u", "0c ff ff ff ff", 0xffffffff },
        { "const8u", "0e 01 02 03 04 05 06 07 08", 0x0807060504030201 },
        { "constu 624485", "10 e5 8e 26", 624485 },
        { "consts -123456", "11 c0 bb 78", unchecked((ulong)-123456) },
        { "addr, moved with its module", "03 00 10 00 00 00 00 00 00", 0x5000 + 0x1000 },
        { "breg7 -8", "77 78", 0x1000 - 8 },
        { "bregx 3, 16", "92 03 10", 0x2000 + 16 },
        { "deref", "77 00 06", 0x1122334455667788 },
        { "deref_size 2", "77 00 94 02", 0x7788 },
        { "dup", "31 12 22", 2 },
        { "drop", "31 32 13", 1 },
        { "over", "31 32 14 1c", 1 },
        { "pick 2", "41 42 43 15 02", 17 },
        { "swap", "31 35 16 1c", 4 },
        { "rot puts the first below", "31 32 33 17 13 13", 3 },
        { "rot brings the second up", "31 32 33 17", 2 },
        { "abs", "09 fb 19", 5 },
        { "and, or, xor", "3f 33 1a 34 21 3f 27", 8 },
        { "div rounds to zero", "09 f9 32 1b", unchecked((ulong)-3) },
        { "div of the least by -1", "0e 00 00 00 00 00 00 00 80 09 ff 1b", 1UL << 63 },
        { "mod is unsigned", "11 7f 3a 1d", ulong.MaxValue % 10 },
        { "mul, minus, plus", "36 37 1e 32 1c 31 22", 41 },
        { "neg, not", "31 1f 20", 0 },
        { "plus_uconst", "31 23 80 01", 129 },
        { "shl by 64", "31 08 40 24", 0 },
        { "shr", "09 ff 08 3c 25", 15 },
        { "shra by 200", "09 80 08 c8 26", ulong.MaxValue },
        { "signed comparisons", "09 ff 30 2d 30 09 ff 2b 1a", 1 },
        { "ge, le, eq, ne", "31 31 2a 31 31 2c 1a 35 35 29 1a 35 36 2e 1a", 1 },
        { "bra passes over", "31 28 01 00 4f 32", 2 },
        { "skip", "31 2f 01 00 4f", 1 },
        { "a loop to ten", "30 31 22 12 3a 2e 28 f8 ff", 10 },
        { "the PLT's of x86-64", "77 08 80 00 3f 1a 3b 2a 33 24 22", 0x1000 + 8 },
        { "nop", "31 96", 1 },
    };

    [Theory]
    [MemberData(nameof(Expressions))]
    public void An_expression_has_the_value_that_the_standard_says(string name, string bytes, ulong expected)
    {
        Assert.True(Evaluate(bytes, null, out var value, out _), name);
        Assert.Equal(expected, value);
    }

    [Fact]
    public void The_frame_address_is_on_the_stack_at_first()
    {
        Assert.True(Evaluate("38 1c", 0x9000, out var value, out _));
        Assert.Equal(0x8ff8UL, value);
    }

    [Theory]
    [InlineData("2f fd ff", "an expression of more than 10000 steps")]
    [InlineData("31 12 2f fc ff", "more than 64 values on an expression's stack")]
    [InlineData("22", "a value that is not on an expression's stack")]
    [InlineData("", "a value that is not on an expression's stack")]
    [InlineData("31 30 1b", "a division by zero")]
    [InlineData("31 30 1d", "a division by zero")]
    [InlineData("9c", "a value that is not on an expression's stack")]
    [InlineData("31 31 98", "an operation 0x98 that call frame information cannot have")]
    [InlineData("31 31 50", "an operation 0x50 that call frame information cannot have")]
    [InlineData("2f 00 10", "an offset 0x1003 beyond the end 0x3")]
    [InlineData("31 94 03", "a value of 3 bytes is read")]
    [InlineData("08", "1 bytes are asked for, 0 are left")]
    public void What_is_no_expression_is_refused(string bytes, string problem) =>
        Assert.EndsWith(problem, Assert.Throws<MalformedException>(() => Evaluate(bytes, null, out _, out _)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("76 00", "register 6 is not known here")]
    [InlineData("92 ff 01 00", "register 255 is not known here")]
    [InlineData("38 06", "the memory at 0x8 is not in the core")]
    public void What_is_not_known_is_said(string bytes, string problem)
    {
        Assert.False(Evaluate(bytes, null, out _, out var trouble));
        Assert.Equal(problem, trouble.Describe());
    }

    public bool TryRead(ulong address, Span<byte> into)
    {
        if (address != 0x1000)
        {
            return false;
        }

        ReadOnlySpan<byte> word = [0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11];
        return into.Length <= word.Length && word[..into.Length].TryCopyTo(into);
    }

    private bool Evaluate(string bytes, ulong? initial, out ulong value, out CfiTrouble trouble)
    {
        var registers = new RegisterContext(Machine.X64) { Pc = 0x1002, [7] = 0x1000, [3] = 0x2000 };
        return CfiExpression.TryEvaluate(
            Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), in registers, new TargetWords(this, Machine.X64), 0x5000, initial, out value, out trouble);
    }
}

using Fleet.Symbolication.Variables.Locations;

namespace Fleet.Symbolication.Tests.Variables;

/// <summary>Expressions by hand, with what DWARF 5, sections 2.5 and 2.6, says they are.</summary>
public sealed class LocationExpressionTests
{
    public static TheoryData<string, string, int, string> Objects => new()
    {
        { "an address in the module", "03 00 c0 ff ff ff ff ff ff", 4, "88776655" },
        { "breg7", "77 02", 2, "6655" },
        { "reg7", "57", 4, "00100000" },
        { "regx 3", "90 03", 2, "0020" },
        { "the frame's address", "9c 9f", 8, "0070000000000000" },
        { "stack_value", "35 36 22 9f", 4, "0b000000" },
        { "a value longer than a word", "35 9f", 9, "<optimized out>" },
        { "implicit_value", "9e 03 01 02 03", 3, "010203" },
        { "implicit_value, not all of it there", "9e 03 01 02 03", 4, "<optimized out>" },
        { "an unknown register", "50", 4, "<optimized out>" },
        { "no expression", "", 4, "<optimized out>" },
        { "memory that is not there", "30", 4, "<not in the core>" },
        { "memory behind an address that is not there", "30 06", 4, "<not in the core>" },
        { "a thread's own", "08 08 9b", 4, "<thread-local>" },
        { "GNU's of a thread", "08 08 e0", 4, "<thread-local>" },
        { "another address space", "31 31 18", 4, "<not supported>" },
        { "two registers", "57 93 02 53 93 02", 4, "00100020" },
        { "a register and memory", "53 93 02 77 04 93 02", 4, "00204433" },
        { "a piece that is nowhere", "53 93 02 93 02", 2, "0020" },
        { "the whole, of which a piece is nowhere", "53 93 02 93 02", 4, "<optimized out>" },
        { "bits: 4 of a register above its lowest 12, then 12 of a constant", "57 9d 04 0c 0a bc 0a 9f 9d 0c 00", 2, "c1ab" },
        { "an entry value without a caller", "a3 01 55 9f", 8, "<optimized out>" },
        { "GNU's", "f3 01 55 9f", 8, "<optimized out>" },
        { "float constant, doubled", "a4 0c 04 00 00 c0 3f 12 22 9f", 4, "00004040" },
        { "float to int", "a4 0c 04 00 00 20 c0 a8 0f 9f", 4, "feffffff" },
        { "int to float", "a4 0f 04 fd ff ff ff a8 0c 9f", 4, "000040c0" },
        { "short is extended by its sign", "f6 02 12 9f", 2, "" },
        { "a comparison of floats", "a4 0c 04 00 00 c0 3f a4 0c 04 00 00 20 40 2d 9f", 8, "0100000000000000" },
        { "bits of a float as an int", "a4 0c 04 00 00 c0 3f a9 0f 9f", 4, "0000c03f" },
        { "a typed value as a word", "a4 12 02 fe ff a8 00 9f", 8, "feffffffffffffff" },
        { "a register of a type", "a5 03 0f 9f", 4, "00200000" },
        { "memory of a type", "77 00 a6 02 12 9f", 2, "8877" },
        { "GNU's of a type", "77 00 f6 02 12 f7 00 9f", 8, "8877000000000000" },
        { "division of signed ints", "a4 0f 04 f9 ff ff ff a4 0f 04 02 00 00 00 1b 9f", 4, "fdffffff" },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_expression_says_what_the_standard_says(string name, string expression, int size, string expected)
    {
        if (expected.Length > 0)
        {
            Assert.Equal((name, expected), (name, new ExpressionFrame().Read(expression, size)));
        }
        else
        {
            Assert.Throws<MalformedException>(() => new ExpressionFrame().Read(expression, size));
        }
    }

    [Fact]
    public void An_implicit_pointer_has_a_target_and_no_value()
    {
        var place = new ExpressionFrame().Evaluate("f2 0c 00 00 00 7e").Place;
        Assert.Equal((PlaceKind.ImplicitPointer, ExpressionFrame.Float, -2L), (place.Kind, place.Target!.Value.Offset, (long)place.Number));
    }

    [Theory]
    [InlineData("2f fd ff", "expressions of more than 10000 steps")]
    [InlineData("31 12 2f fc ff", "more than 64 values on an expression's stack")]
    [InlineData("22", "a value that is not on an expression's stack")]
    [InlineData("31 30 1b", "a division by zero")]
    [InlineData("57 53", "a second place for one object")]
    [InlineData("31 31 ff", "an operation 0xff that is not known, or not of these types")]
    [InlineData("a4 0c 04 00 00 c0 3f a4 0f 04 00 00 00 00 22", "an operation 0x22 of two types")]
    [InlineData("a4 7f 01 00", "a type at 0x7f, which is not within the unit")]
    [InlineData("57 93 ff ff 7f", "a piece of 2097151 bytes or bits")]
    [InlineData("9e 05 00", "5 bytes are asked for, 1 are left")]
    [InlineData("99 7f 00 00 00", "a call of an entry that is not there")]
    [InlineData("31 94 09", "a value of 9 bytes is read")]
    public void What_is_no_expression_is_refused(string expression, string problem) =>
        Assert.EndsWith(problem, Assert.Throws<MalformedException>(() => new ExpressionFrame().Evaluate(expression)).Message, StringComparison.Ordinal);
}

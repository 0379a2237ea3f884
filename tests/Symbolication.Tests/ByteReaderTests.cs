using CsCheck;
using Fleet.Symbolication;

namespace Fleet.Symbolication.Tests;

public sealed class ByteReaderTests
{
    [Theory]
    [InlineData(new byte[] { 0x02 }, 2)]
    [InlineData(new byte[] { 0x7e }, -2)]
    [InlineData(new byte[] { 0xff, 0x00 }, 127)]
    [InlineData(new byte[] { 0x80, 0x7f }, -128)]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f }, long.MinValue)]
    public void Signed_LEB128_of_the_DWARF_standard(byte[] bytes, long expected) =>
        Assert.Equal(expected, new ByteReader(bytes, "test").Sleb());

    [Fact]
    public void Unsigned_LEB128_gives_back_what_was_written() => Gen.ULong.Sample(value =>
    {
        var bytes = new List<byte>();
        var rest = value;
        do
        {
            bytes.Add((byte)((rest & 0x7f) | (rest > 0x7f ? 0x80u : 0)));
            rest >>= 7;
        }
        while (rest != 0);
        Assert.Equal(value, new ByteReader(bytes.ToArray(), "test").Uleb());
    });

    [Fact]
    public void Whatever_is_missing_is_named_with_its_place()
    {
        var error = Assert.Throws<MalformedException>(() =>
        {
            var reader = new ByteReader(new byte[6], "a note");
            reader.U32();
            reader.U64();
        });
        Assert.Equal("a note, byte 0x4: 8 bytes are asked for, 2 are left", error.Message);
        Assert.Throws<MalformedException>(() => new ByteReader("abc"u8, "names").CString());
        Assert.Throws<MalformedException>(() => new ByteReader(Enumerable.Repeat((byte)0x80, 40).ToArray(), "number").Uleb());
    }
}

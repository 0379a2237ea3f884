using CsCheck;
using Fleet.Protocol.Wire;

namespace Fleet.Protocol.Tests.Wire;

public sealed class VarintTests
{
    [Fact]
    public void What_is_written_is_read_in_the_announced_length() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 62]).Select((value, shift) => value >> shift).Sample(value =>
        {
            var bytes = new byte[VarintWriter.VarintLength(value)];
            var writer = new VarintWriter(bytes);
            writer.WriteVarint(value);
            var reader = new VarintReader(bytes);
            Assert.True(reader.TryReadVarint(out var read));
            Assert.Equal((value, bytes.Length, 0), (read, writer.Offset, reader.Remaining));
        });

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("8000")]
    [InlineData("FF8000")]
    [InlineData("FFFFFFFFFFFFFFFFFF01")]
    public void Cut_off_padded_or_too_long_numbers_are_refused_and_consume_nothing(string hex)
    {
        var reader = new VarintReader(Convert.FromHexString(hex));
        Assert.False(reader.TryReadVarint(out _));
        Assert.Equal(0, reader.Offset);
    }
}

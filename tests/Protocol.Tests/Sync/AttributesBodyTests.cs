using CsCheck;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Protocol.Tests.Sync;

public sealed class AttributesBodyTests
{
    [Fact]
    public void What_is_written_is_read_back() => ProtocolGen.Attributes.Sample(attributes =>
        Assert.Equal(FrameJson.Of(attributes).ToJsonString(), FrameJson.Of(AttributesBody.Decode(AttributesBody.Encode(attributes))).ToJsonString()));

    [Fact]
    public void Keys_come_in_lower_case() =>
        Assert.Equal(AttributeValue.Of(1.0), AttributesBody.Decode(One("Site.ID", (ref MessagePackWriter w) => w.Write(1)))["site.id"]);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("\u212A")]
    [InlineData("\u0130")]
    public void A_key_outside_the_alphabet_is_refused_also_when_its_lower_case_is_inside(string key) =>
        Assert.Throws<ProtocolException>(() => AttributesBody.Decode(One(key, (ref MessagePackWriter w) => w.Write(1))));

    [Fact]
    public void A_key_there_twice_when_case_does_not_count_is_refused() =>
        Assert.Throws<ProtocolException>(() => AttributesBody.Decode(Convert.FromHexString("82a16101a14102")));

    [Fact]
    public void More_than_the_limit_is_too_large()
    {
        var many = Enumerable.Range(0, ProtocolLimits.MaxAttributesPerEntry + 1).ToDictionary(i => $"k{i}", i => AttributeValue.Of(i));
        Assert.Equal(RejectionCode.TooLarge, Assert.Throws<ProtocolException>(() => AttributesBody.Decode(AttributesBody.Encode(many))).Code);
        many.Remove("k0");
        Assert.Equal(ProtocolLimits.MaxAttributesPerEntry, AttributesBody.Decode(AttributesBody.Encode(many)).Count);
        var text = new Dictionary<string, AttributeValue> { ["k"] = AttributeValue.Of(new string('x', ProtocolLimits.MaxTextLength + 1)) };
        Assert.Equal(RejectionCode.TooLarge, Assert.Throws<ProtocolException>(() => AttributesBody.Decode(AttributesBody.Encode(text))).Code);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_that_is_not_finite_is_refused(double value) =>
        Assert.Equal(RejectionCode.InvalidValue, Assert.Throws<ProtocolException>(() => AttributesBody.Decode(One("k", (ref MessagePackWriter w) => w.Write(value)))).Code);

    private static byte[] One(string key, WriteValue value) => Frames.Of((ref MessagePackWriter w) =>
    {
        w.WriteMapHeader(1);
        w.Write(key);
        value(ref w);
    });
}

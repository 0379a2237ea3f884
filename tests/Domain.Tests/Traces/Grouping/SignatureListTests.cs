using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;

namespace Fleet.Domain.Tests.Traces.Grouping;

public sealed class SignatureListTests
{
    private static readonly TraceSignature Own = new(Signature.Of(1, "own"), IsPlaceholder: false), Place = new(Signature.Of(1, "place"), IsPlaceholder: true);

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Equal([Own, Place], SignatureList.Parse(SignatureList.Format([Own, Place])));
        Assert.Empty(SignatureList.Parse(""));
        Assert.EndsWith("~", SignatureList.Format([Own, Place]), StringComparison.Ordinal);
    }

    [Fact]
    public void New_ones_come_first_each_once_and_the_oldest_are_cut_off()
    {
        Assert.Equal([Own, Place], SignatureList.Join([Own], [Place, Own]));
        var former = Enumerable.Range(0, SignatureList.Max).Select(i => new TraceSignature(Signature.Of(1, $"{i}"), IsPlaceholder: false)).ToList();
        Assert.Equal([Own, .. former.SkipLast(1)], SignatureList.Join([Own], former));
    }

    [Fact]
    public void A_damaged_one_is_named() =>
        Assert.Contains("'1-xyz' is no signature", Assert.Throws<InvalidDataException>(() => SignatureList.Parse("1-xyz")).Message, StringComparison.Ordinal);
}

using CsCheck;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Tests.Releases;

public sealed class VersionOrderTests
{
    private static readonly string[] Pieces = ["0", "1", "2", "10", "007", "123456789012345678901234567890", ".", ".", ".0", "-", "~", "_", "+", "rc", "RC", "a", "beta", "v", "é"];

    private static readonly Gen<string> Version = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 7].Select(string.Concat);

    [Theory]
    [InlineData("1.9", "1.10")]
    [InlineData("1.0-rc1", "1.0")]
    [InlineData("1.0-rc2", "1.0-rc10")]
    [InlineData("1.0-rc", "1.0-rc1")]
    [InlineData("1.0-alpha.1", "1.0-alpha.beta")]
    [InlineData("1.0-1", "1.0-alpha")]
    [InlineData("1.0.0-rc1", "1.0")]
    [InlineData("1.0", "1.0.1-rc1")]
    [InlineData("1.0~rc1", "1.0")]
    [InlineData("1.0.2", "1.0.2a")]
    [InlineData("v1.9", "1.10")]
    [InlineData("1.9", "v1.10")]
    [InlineData("1.0+build9", "1.0.1+build1")]
    [InlineData("1.0-RC1", "1.0-rc2")]
    [InlineData("1.99999999999999999999", "1.100000000000000000000")]
    [InlineData("2024.01.9", "2024.1.10")]
    [InlineData(null, "")]
    public void The_first_is_the_lesser(string? lesser, string greater)
    {
        Assert.Equal(-1, VersionOrder.Instance.Compare(lesser, greater));
        Assert.Equal(1, VersionOrder.Instance.Compare(greater, lesser));
    }

    [Theory]
    [InlineData("1.0", "1.0.0")]
    [InlineData("1.2", "v1.2")]
    [InlineData("1.2", "1.02")]
    [InlineData("1.2+a", "1.2+b")]
    [InlineData("1.2-RC1", "1.2-rc1")]
    public void What_means_the_same_is_ordered_by_its_code_units(string first, string second) =>
        Assert.Equal(Math.Sign(string.CompareOrdinal(first, second)), VersionOrder.Instance.Compare(first, second));

    [Fact]
    public void The_order_is_antisymmetric_and_only_equal_strings_are_equal() =>
        Gen.Select(Version, Version).Sample((a, b) =>
        {
            Assert.Equal(VersionOrder.Instance.Compare(a, b), -VersionOrder.Instance.Compare(b, a));
            Assert.Equal(string.Equals(a, b, StringComparison.Ordinal), VersionOrder.Instance.Compare(a, b) == 0);
        });

    [Fact]
    public void The_order_is_transitive() =>
        Gen.Select(Version, Version, Version).Sample((a, b, c) =>
        {
            string[] sorted = [a, b, c];
            Array.Sort(sorted, VersionOrder.Instance);
            Assert.True(VersionOrder.Instance.Compare(sorted[0], sorted[1]) <= 0);
            Assert.True(VersionOrder.Instance.Compare(sorted[1], sorted[2]) <= 0);
            Assert.True(VersionOrder.Instance.Compare(sorted[0], sorted[2]) <= 0);
        }, iter: 20_000);

    [Fact]
    public void Build_metadata_does_not_outweigh_the_version() =>
        Gen.Select(Gen.Int[0, 1_000_000], Version, Version).Sample((minor, build, otherBuild) =>
            Assert.Equal(-1, VersionOrder.Instance.Compare($"1.{minor}+{build}", $"1.{minor + 1}+{otherBuild}")));
}

using System.Security.Cryptography;
using CsCheck;
using Fleet.Protocol.Metrics;

namespace Fleet.Protocol.Tests.Metrics;

public sealed class KeyTableTests
{
    [Fact]
    public void What_is_written_is_read_back() => ProtocolGen.Columns.Sample(columns =>
    {
        var table = KeyTable.Of(columns);
        var back = KeyTable.Decode(table.Encoded);
        Assert.Equal(columns, back.Columns);
        Assert.Equal(table.Hash, back.Hash);
    });

    [Fact]
    public void The_hash_is_the_start_of_the_SHA256_of_the_bytes()
    {
        var table = KeyTable.Of([new MetricColumn("a", MetricKind.Counter)]);
        Assert.Equal(SHA256.HashData(table.Encoded.Span)[..16], table.Hash.ToArray());
        Assert.Equal(Convert.ToHexStringLower(table.Hash.ToArray()), table.Hash.ToString());
    }

    [Fact]
    public void Elements_added_to_a_column_are_skipped()
    {
        var table = KeyTable.Decode(Convert.FromHexString("9194a16102a16d" + "81a17801"));
        Assert.Equal([new MetricColumn("a", MetricKind.Gauge, "m")], table.Columns);
    }

    [Theory]
    [InlineData("90", "at least 1")]
    [InlineData("9191a161", "at least 2")]
    [InlineData("9192a16100", "not between 1 and 7")]
    [InlineData("9192a16108", "not between 1 and 7")]
    [InlineData("9192a12001", "is not a key")]
    [InlineData("9192a001", "empty")]
    [InlineData("9292a1610192a14101", "there twice")]
    [InlineData("9192a16101c0", "bytes follow")]
    [InlineData("dd7fffffff", "key table")]
    [InlineData("91a161", "expected an array")]
    public void What_is_not_a_table_is_refused(string encoded, string problem) =>
        Assert.Contains(problem, Assert.Throws<ProtocolException>(() => KeyTable.Decode(Convert.FromHexString(encoded))).Message);

    [Fact]
    public void Limits_are_inclusive()
    {
        var columns = Enumerable.Range(0, ProtocolLimits.MaxKeysPerTable + 1).Select(i => new MetricColumn($"k{i}", MetricKind.Counter)).ToArray();
        Assert.Equal(ProtocolLimits.MaxKeysPerTable, KeyTable.Of(columns[1..]).Columns.Count);
        Assert.Throws<ArgumentException>(() => KeyTable.Of(columns));
        KeyTable.Of([new MetricColumn(new string('k', ProtocolLimits.MaxKeyLength), MetricKind.Counter, new string('u', ProtocolLimits.MaxUnitLength))]);
        Assert.Throws<ArgumentException>(() => KeyTable.Of([new MetricColumn(new string('k', ProtocolLimits.MaxKeyLength + 1), MetricKind.Counter)]));
        Assert.Throws<ArgumentException>(() => KeyTable.Of([new MetricColumn("k", MetricKind.Counter, new string('u', ProtocolLimits.MaxUnitLength + 1))]));
        Assert.Equal(RejectionCode.TooLarge, Assert.Throws<ProtocolException>(() => KeyTable.Decode(new byte[ProtocolLimits.MaxTableBytes + 1])).Code);
    }
}

using System.Buffers;
using CsCheck;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Wire;

namespace Fleet.Domain.Tests.Metrics;

public sealed class DeviceSetTests
{
    private static readonly Gen<(int Shard, uint First, uint Count)> Block = Gen.Frequency(
        (4, Gen.Select(Gen.Int[0, 3], Gen.UInt[0, 200], Gen.UInt[1, 1])),
        (2, Gen.Select(Gen.Int[0, 70], Gen.UInt[0, 5000], Gen.UInt[1, 300])),
        (2, Gen.Select(Gen.Int[0, 3], Gen.UInt[0, DeviceSet.MaxOrdinals - 10], Gen.UInt[1, 10])),
        (1, Gen.Select(Gen.Int[0, DeviceSet.MaxShards - 1], Gen.UInt[0, DeviceSet.MaxOrdinals - 3], Gen.UInt[1, 3])));

    private static readonly Gen<(int Shard, uint Ordinal)[]> Devices = Block.Array[0, 30].Select(blocks =>
        blocks.SelectMany(b => Enumerable.Range(0, (int)b.Count).Select(i => (b.Shard, b.First + (uint)i))).ToArray());

    [Fact]
    public void It_holds_what_a_set_of_pairs_holds() =>
        Gen.Select(Devices, Gen.Int).Sample((devices, seed) =>
        {
            var shuffled = devices.ToArray();
            new Random(seed).Shuffle(shuffled);
            var reference = new HashSet<(int, uint)>();
            var set = new DeviceSet();
            foreach (var (shard, ordinal) in shuffled)
                Assert.Equal(reference.Add((shard, ordinal)), set.Add(shard, ordinal));

            Assert.Equal(reference.Count, set.Count);
            Assert.All(devices, d => Assert.True(set.Contains(d.Shard, d.Ordinal)));
            foreach (var (shard, ordinal) in devices)
                Assert.Equal(reference.Contains((shard, ordinal + 1)), set.Contains(shard, ordinal + 1));

            Assert.Equal(Bytes(SetOf(devices)), Bytes(set));
        }, iter: 1000);

    [Fact]
    public void What_is_removed_was_never_there() =>
        Gen.Select(Devices, Devices).Sample((stay, go) =>
        {
            var set = SetOf([.. stay, .. go]);
            foreach (var (shard, ordinal) in go.Except(stay))
            {
                Assert.True(set.Remove(shard, ordinal));
                Assert.False(set.Remove(shard, ordinal));
            }

            Assert.Equal(Bytes(SetOf(stay)), Bytes(set));
            Assert.Equal(stay.Distinct().Count(), set.Count);
            Assert.False(set.Remove(DeviceSet.MaxShards - 1, DeviceSet.MaxOrdinals - 1) && !stay.Contains((DeviceSet.MaxShards - 1, (uint)DeviceSet.MaxOrdinals - 1)));
        });

    [Fact]
    public void Merge_is_the_union_associative_commutative_and_idempotent() =>
        Gen.Select(Devices, Devices, Devices).Sample((a, b, c) =>
        {
            var (x, y, z) = (SetOf(a), SetOf(b), SetOf(c));
            Assert.Equal(Bytes(SetOf([.. a, .. b])), Bytes(Merged(x, y)));
            Assert.Equal(Bytes(Merged(x, y)), Bytes(Merged(y, x)));
            Assert.Equal(Bytes(Merged(Merged(x, y), z)), Bytes(Merged(x, Merged(y, z))));
            Assert.Equal(Bytes(x), Bytes(Merged(x, x)));
            Assert.Equal(Bytes(x), Bytes(Merged(new DeviceSet(), x)));
            Assert.Equal(a.Concat(b).Distinct().Count(), Merged(x, y).Count);
        }, iter: 1000);

    [Fact]
    public void A_set_merged_with_itself_stays_as_it_is() =>
        Devices.Sample(devices =>
        {
            var set = SetOf(devices);
            set.Merge(set);
            Assert.Equal(Bytes(SetOf(devices)), Bytes(set));
        }, iter: 1000);

    [Fact]
    public void Decoding_an_encoded_set_gives_it_back_and_leaves_what_follows() =>
        Devices.Sample(devices =>
        {
            var set = SetOf(devices);
            var reader = new VarintReader([.. Bytes(set), 7]);
            Assert.True(DeviceSet.TryRead(ref reader, out var read, out var error), error);
            Assert.Equal((set.Count, 1), (read.Count, reader.Remaining));
            Assert.Equal(Bytes(set), Bytes(read));
            Assert.All(devices, d => Assert.True(read.Contains(d.Shard, d.Ordinal)));
        }, iter: 1000);

    [Fact]
    public void Each_form_is_taken_where_it_is_the_shortest()
    {
        Assert.Equal("010000" + "05", Hex([(0, 5)]));
        Assert.Equal("010301" + "0563", Hex(Enumerable.Range(5, 100).Select(i => (3, (uint)i))));
        Assert.Equal("01000E" + "55555555", Hex(Enumerable.Range(0, 16).Select(i => (0, 2 * (uint)i))));
        Assert.Equal("00", Hex([]));
    }

    [Theory]
    [InlineData("", "number of shards")]
    [InlineData("8108", "number of shards")]
    [InlineData("01", "shard number")]
    [InlineData("01800800", "shard number")]
    [InlineData("010000", "more items than bytes")]
    [InlineData("0100FFFFFFFF7F00", "more items than bytes")]
    [InlineData("01000300", "form 3")]
    [InlineData("01000080808008", "form 0")]
    [InlineData("01000500FFFFFF0700", "form 1")]
    [InlineData("01000100" + "00", "not its shortest")]
    [InlineData("01000201", "not its shortest")]
    [InlineData("01000600" + "00", "form 2")]
    public void Bytes_that_are_not_the_encoding_of_a_set_are_refused_with_the_reason(string hex, string reason)
    {
        var reader = new VarintReader(Convert.FromHexString(hex));
        Assert.False(DeviceSet.TryRead(ref reader, out var set, out var error));
        Assert.Null(set);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_corrupt_bytes_cannot_claim_more_devices_than_a_set_may_have()
    {
        // Every shard full: one run of all ordinals.
        byte[] full = [0, 1, 0, 0xFF, 0xFF, 0xFF, 0x07];
        var reader = new VarintReader([5, .. full, .. full, .. full, .. full, .. full]);
        Assert.False(DeviceSet.TryRead(ref reader, out _, out var error));
        Assert.Contains("form 1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_are_the_one_encoding_of_what_is_read() =>
        Gen.Select(Devices, Gen.Int[0, 100_000], Gen.Byte).Sample((devices, at, replacement) =>
        {
            var bytes = Bytes(SetOf(devices));
            bytes[at % bytes.Length] = replacement;
            var reader = new VarintReader(bytes);
            if (DeviceSet.TryRead(ref reader, out var read, out var error))
                Assert.Equal(bytes[..reader.Offset], Bytes(read));
            else
                Assert.NotEmpty(error);
        }, iter: 1000);

    [Theory]
    [InlineData(-1, 0u)]
    [InlineData(DeviceSet.MaxShards, 0u)]
    [InlineData(0, (uint)DeviceSet.MaxOrdinals)]
    public void Devices_beyond_the_limits_are_refused(int shard, uint ordinal) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeviceSet().Add(shard, ordinal));

    private static DeviceSet SetOf(IEnumerable<(int Shard, uint Ordinal)> devices)
    {
        var set = new DeviceSet();
        foreach (var (shard, ordinal) in devices)
            set.Add(shard, ordinal);

        return set;
    }

    private static DeviceSet Merged(DeviceSet left, DeviceSet right)
    {
        var merged = left.Clone();
        merged.Merge(right);
        return merged;
    }

    private static byte[] Bytes(DeviceSet set)
    {
        var output = new ArrayBufferWriter<byte>();
        set.Write(output);
        return output.WrittenSpan.ToArray();
    }

    private static string Hex(IEnumerable<(int Shard, uint Ordinal)> devices) => Convert.ToHexString(Bytes(SetOf(devices)));
}

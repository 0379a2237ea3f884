using System.Buffers;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Wire;
using Fleet.Tests.Shared;

namespace Fleet.Domain.Tests.Metrics;

/// <summary>A figure rather than a test: what an exact population costs beside an estimated one. Run with FLEET_TEST_FIGURES=1.</summary>
public sealed class PopulationCost(ITestOutputHelper output)
{
    private const int Rounds = 7;

    /// <summary>HyperLogLog with p = 14: 2^14 registers of 6 bits, a standard error of 0.81 %.</summary>
    private const int Registers = 1 << 14;

    private const int EstimateBytes = Registers * 6 / 8;

    public static TheoryData<int, int> Cases => new(
        from devices in new[] { 10_000, 100_000, 300_000, 1_000_000 } from percent in new[] { 1, 10, 50, 99 } select (devices, percent));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Exact_beside_estimated(int devices, int percent)
    {
        Figures.Ask();
        var ordinals = (int)(devices * 100L / percent);
        Assert.SkipUnless(ordinals <= DeviceSet.MaxOrdinals, $"a shard has {DeviceSet.MaxOrdinals:N0} ordinals at most");
        var random = new Random(1);
        var (one, other) = (Encoded(random, devices, ordinals), Encoded(random, devices, ordinals));
        var read = Figures.Median(Rounds, () => Read(one));
        var (left, right) = (Read(one), Read(other));
        var merge = Figures.Median(Rounds, () => left.Clone().Merge(right));
        var (registers, more) = (new byte[Registers], new byte[Registers]);
        random.NextBytes(more);
        var estimate = Figures.Median(Rounds, () =>
        {
            for (var i = 0; i < Registers; i++)
            {
                registers[i] = Math.Max(registers[i], more[i]);
            }
        });
        output.WriteLine(
            $"{devices:N0} devices at {percent} % of {ordinals:N0} ordinals: {one.Length:N0} bytes, {(double)one.Length / EstimateBytes:N1} times {EstimateBytes:N0}; "
            + $"read {read:N2} ms, copy and merge {merge:N2} ms (registers {estimate:N3} ms)");
    }

    private static DeviceSet Read(byte[] encoded)
    {
        var reader = new VarintReader(encoded);
        Assert.True(DeviceSet.TryRead(ref reader, out var set, out var error), error);
        return set;
    }

    /// <summary>Devices that are spread at random, the dearest that a set of so many can be.</summary>
    private static byte[] Encoded(Random random, int devices, int ordinals)
    {
        // The greatest first: a set that grows word by word is copied each time.
        var set = new DeviceSet();
        set.Add(0, (uint)(ordinals - 1));
        var missing = devices - 1;
        for (var ordinal = 0; ordinal < ordinals - 1; ordinal++)
        {
            if (random.NextInt64(ordinals - 1 - ordinal) < missing)
            {
                set.Add(0, (uint)ordinal);
                missing--;
            }
        }

        var bytes = new ArrayBufferWriter<byte>();
        set.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}

using System.Buffers;
using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Domain.Tests.Devices;

public sealed class IntervalSetTests
{
    private static readonly Gen<(long First, long Last)[]> Ranges = Gen.Frequency(
        (6, Gen.Select(Gen.Long[1, 300], Gen.Long[0, 12])),
        (1, Gen.Select(Gen.Long[long.MaxValue - 40, long.MaxValue - 10], Gen.Long[0, 10])))
        .Select((first, more) => (first, first + more)).Array[0, 60];

    [Fact]
    public void It_holds_what_a_set_of_numbers_holds_in_any_order() =>
        Gen.Select(Ranges, Gen.Int).Sample((ranges, seed) =>
        {
            var set = SetOf(ranges);
            var reference = ranges.SelectMany(Numbers).ToHashSet();
            Assert.All(Numbers((1, 320)).Concat(Numbers((long.MaxValue - 45, long.MaxValue))), n => Assert.Equal(reference.Contains(n), set.Contains(n)));

            var shuffled = ranges.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(set, SetOf(shuffled));
            Assert.Equal(set.GetHashCode(), SetOf(shuffled).GetHashCode());
        }, iter: 1000);

    [Fact]
    public void Intervals_are_ascending_and_neither_overlap_nor_touch() =>
        Ranges.Sample(ranges =>
        {
            var intervals = SetOf(ranges).Intervals;
            for (var i = 0; i < intervals.Length; i++)
            {
                Assert.True(intervals[i].First <= intervals[i].Last);
                Assert.True(i == 0 || intervals[i - 1].Last < intervals[i].First - 1);
            }
        });

    [Fact]
    public void Add_tells_whether_a_number_is_new() =>
        Gen.Long[1, 60].Array[0, 80].Sample(numbers =>
        {
            var set = new IntervalSet();
            var reference = new HashSet<long>();
            foreach (var number in numbers)
                Assert.Equal(reference.Add(number), set.Add(number));
        });

    [Fact]
    public void Decoding_an_encoded_set_gives_it_back() =>
        Ranges.Sample(ranges =>
        {
            var reader = new MessagePackReader(Bytes(SetOf(ranges)));
            Assert.Equal(SetOf(ranges), IntervalSet.Read(ref reader));
            Assert.True(reader.End);
        });

    [Fact]
    public void Damaged_bytes_are_refused_or_give_a_sound_set() =>
        Gen.Select(Ranges, Gen.Int[0, 1000], Gen.Byte).Sample((ranges, at, replacement) =>
        {
            var bytes = Bytes(SetOf(ranges));
            bytes[at % bytes.Length] = replacement;
            try
            {
                var reader = new MessagePackReader(bytes);
                var read = IntervalSet.Read(ref reader);
                Assert.Equal(read, SetOf(read.Intervals.ToArray().Select(i => (i.First, i.Last))));
            }
            catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException)
            {
                Assert.NotEmpty(e.Message);
            }
        });

    [Fact]
    public void Alternating_numbers_end_at_the_limit_and_filling_a_gap_makes_room()
    {
        var set = new IntervalSet();
        for (var i = 0; i < IntervalSet.MaxIntervals; i++)
            Assert.True(set.TryAdd(1 + (2 * i)));

        const long Beyond = (2 * IntervalSet.MaxIntervals) + 1;
        Assert.False(set.TryAdd(Beyond));
        Assert.Throws<InvalidOperationException>(() => set.Add(Beyond));
        Assert.Equal(IntervalSet.MaxIntervals, set.Count);
        Assert.True(set.TryAdd(1));
        Assert.True(set.TryAdd(2));
        Assert.True(set.TryAdd(Beyond));
        Assert.Equal(new NumberRange(1, 3), set.Intervals[0]);
    }

    [Fact]
    public void A_clone_goes_its_own_way()
    {
        var set = SetOf([(1, 5)]);
        var clone = set.Clone();
        clone.AddRange(6, 9);
        Assert.Equal(("1..5", "1..9"), (set.ToString(), clone.ToString()));
        Assert.NotEqual(set, clone);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(-1, -1)]
    [InlineData(5, 4)]
    public void Numbers_below_one_and_empty_ranges_are_refused(long first, long last) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntervalSet().TryAddRange(first, last));

    private static IntervalSet SetOf(IEnumerable<(long First, long Last)> ranges)
    {
        var set = new IntervalSet();
        foreach (var (first, last) in ranges)
            set.AddRange(first, last);

        return set;
    }

    private static IEnumerable<long> Numbers((long First, long Last) range)
    {
        for (var i = 0L; i <= range.Last - range.First; i++)
            yield return range.First + i;
    }

    private static byte[] Bytes(IntervalSet set)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        set.Write(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}

using CsCheck;
using Fleet.Domain.Traces.Issues;

namespace Fleet.Domain.Tests.Traces.Issues;

public sealed class IssueCountsTests
{
    private const long Day = 24L * 3_600_000;

    private static readonly Gen<List<(long At, int Shard, uint Ordinal)>> Seen =
        Gen.Select(Gen.Long[0, 40 * Day], Gen.Int[0, 5], Gen.UInt[0, 200]).List[0, 60];

    [Fact]
    public void Any_split_and_any_order_count_the_same() => Gen.Select(Seen, Seen, Seen).Sample((a, b, c) =>
    {
        var expected = Of([.. a, .. b, .. c]).ToArray();
        Assert.Equal(expected, Of([.. c, .. a, .. b]).ToArray());
        Assert.Equal(expected, Merged(Of(a), Of(b), Of(c)).ToArray());
        Assert.Equal(expected, Merged(Of(c), Merged(Of(b), Of(a))).ToArray());
    });

    [Fact]
    public void What_is_written_is_read_and_counts_are_those_of_a_list() => Seen.Sample(seen =>
    {
        var counts = IssueCounts.Read(Of(seen).ToArray());
        Assert.Equal(seen.Count, counts.Traces);
        Assert.Equal(seen.Select(s => (s.Shard, s.Ordinal)).Distinct().Count(), counts.Devices.Count);
        Assert.Equal(seen.GroupBy(s => s.At / Day).OrderBy(d => d.Key).Select(d => (d.Key, (long)d.Count())), counts.Days.Select(d => (d.Key, d.Value)));
        Assert.Equal((seen.Select(s => s.At).DefaultIfEmpty().Min(), seen.Select(s => s.At).DefaultIfEmpty().Max()), (counts.FirstAtMs, counts.LastAtMs));
    });

    [Fact]
    public void What_is_taken_out_was_never_in() => Gen.Select(Seen, Seen).Sample((stay, go) =>
    {
        var counts = Of([.. stay, .. go]);
        go.ForEach(g => counts.Remove(g.At));
        foreach (var (_, shard, ordinal) in go.Where(g => !stay.Exists(s => (s.Shard, s.Ordinal) == (g.Shard, g.Ordinal))))
        {
            counts.Leave(shard, ordinal);
        }

        counts.SetSpan(stay.Select(s => s.At).DefaultIfEmpty().Min(), stay.Select(s => s.At).DefaultIfEmpty().Max());
        Assert.Equal(Of(stay).ToArray(), counts.ToArray());
    });

    [Fact]
    public void Counting_again_from_a_day_on_comes_to_the_same() => Gen.Select(Seen, Gen.Long[0, 41]).Sample((seen, day) =>
    {
        var counts = IssueCounts.Read(Of(seen).ToArray());
        counts.ForgetFrom(day);
        foreach (var (at, shard, ordinal) in seen)
        {
            if (at < day * Day)
            {
                counts.See(at, shard, ordinal);
            }
            else
            {
                counts.Add(at, shard, ordinal);
            }
        }

        Assert.Equal(Of(seen).ToArray(), counts.ToArray());
    });

    [Fact]
    public void The_newest_days_are_kept_one_by_one_whichever_came_first()
    {
        var days = Enumerable.Range(0, IssueCounts.MaxDays + 100).Select(d => (d * Day, 0, 0u)).ToList();
        var counts = Of(days);
        Assert.Equal((days.Count, 100L, IssueCounts.MaxDays), (counts.Traces, counts.Earlier, counts.Days.Count));
        days.Reverse();
        Assert.Equal(counts.ToArray(), Of(days).ToArray());
        Assert.Equal(counts.ToArray(), IssueCounts.Read(counts.ToArray()).ToArray());
    }

    [Fact]
    public void Bytes_are_for_ever() =>
        Assert.Equal("01C1B80280B8992900020001010201010218", Convert.ToHexString(Of([(40_001, 1, 3), (Day, 1, 3), (Day, 1, 4)]).ToArray()));

    [Theory]
    [InlineData("")]
    [InlineData("02")]
    [InlineData("0100000001")]
    [InlineData("01000000FFFFFFFF7F")]
    public void Damaged_bytes_are_refused(string bytes) => Assert.Throws<InvalidDataException>(() => IssueCounts.Read(Convert.FromHexString(bytes)));

    [Fact]
    public void Bytes_behind_the_end_are_refused() => Assert.Throws<InvalidDataException>(() => IssueCounts.Read([.. Of([]).ToArray(), 0]));

    private static IssueCounts Of(IEnumerable<(long At, int Shard, uint Ordinal)> seen)
    {
        var counts = new IssueCounts();
        foreach (var (at, shard, ordinal) in seen)
        {
            counts.Add(at, shard, ordinal);
        }

        return counts;
    }

    private static IssueCounts Merged(params IssueCounts[] parts)
    {
        var all = new IssueCounts();
        foreach (var part in parts)
        {
            all.Merge(part);
        }

        return all;
    }
}

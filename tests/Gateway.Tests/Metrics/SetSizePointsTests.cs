using CsCheck;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Metrics;
using Fleet.Grains.Sets;

namespace Fleet.Gateway.Tests.Metrics;

public sealed class SetSizePointsTests
{
    private const long Hour = 3_600_000;

    /// <summary>Minutes until the next change, and the size then.</summary>
    private static readonly Gen<(long AtMs, long Size)[]> Changes = Gen.Select(Gen.Int[0, 150], Gen.Int[0, 9]).Array[1, 12].Select(steps =>
    {
        var at = 10 * Hour;
        return steps.Select(step => (at += step.Item1 * 60_000L, (long)step.Item2)).ToArray();
    });

    [Fact]
    public void Hours_and_days_say_what_a_walk_through_every_minute_does() => Gen.Select(Changes, Gen.Int[0, 40], Gen.Int[0, 300]).Sample((changes, skipped, later) =>
    {
        var nowMs = changes[^1].AtMs + (later * 60_000L);
        var hours = Record(changes);
        foreach (var lengthMs in new[] { Hour, 24 * Hour })
        {
            var fromMs = skipped * Hour / lengthMs * lengthMs;
            var stored = hours.Where((hour, i) => hour.StartMs >= fromMs || i + 1 == hours.Count || hours[i + 1].StartMs > fromMs).ToList();
            var points = SetSizePoints.Of(stored, fromMs, nowMs + 1, nowMs, at => (at / lengthMs * lengthMs, ((at / lengthMs) + 1) * lengthMs));
            var expected = Walk(changes, fromMs, nowMs, lengthMs).ToList();
            Assert.Equal(expected.Select(p => (p.StartMs, p.Min, p.Max)), points.Select(p => (p.StartMs, p.Min, p.Max)));
            Assert.All(expected.Zip(points), pair => Assert.Equal(pair.First.Mean, pair.Second.Mean, 1e-9));
        }
    });

    private static List<DeviceSetSize> Record((long AtMs, long Size)[] changes)
    {
        var hours = new List<DeviceSetSize>();
        foreach (var (at, size) in changes)
        {
            var start = Bucket.Containing(Resolution.Hour, at).StartMs;
            if (hours.Count == 0)
            {
                hours.Add(DeviceSetSize.First(start, at, size));
            }
            else if (hours[^1].StartMs == start)
            {
                hours[^1] = hours[^1].Changed(at, size);
            }
            else
            {
                hours.Add(DeviceSetSize.Carried(start, hours[^1].Last).Changed(at, size));
            }
        }

        return hours;
    }

    private static IEnumerable<(long StartMs, long Min, long Max, double Mean)> Walk((long AtMs, long Size)[] changes, long fromMs, long nowMs, long lengthMs)
    {
        for (var start = fromMs; start <= nowMs; start += lengthMs)
        {
            var first = Math.Max(start, changes[0].AtMs);
            var end = Math.Min(start + lengthMs, nowMs);
            if (changes[0].AtMs >= start + lengthMs)
            {
                continue;
            }

            // What it begins the bucket with counts, for however short.
            var sizes = changes.Where(c => c.AtMs > first && c.AtMs < start + lengthMs).Select(c => c.Size)
                .Concat(changes.Where(c => c.AtMs == first).Select(c => c.Size))
                .Append(changes.Last(c => c.AtMs < first || c == changes[0]).Size)
                .ToList();
            var sum = 0.0;
            for (var minute = first; minute < end; minute += 60_000)
            {
                sum += changes.Last(c => c.AtMs <= minute).Size;
            }

            var mean = end > first ? sum * 60_000 / (end - first) : changes.Last(c => c.AtMs <= first).Size;
            yield return (start, sizes.Min(), sizes.Max(), mean);
        }
    }
}

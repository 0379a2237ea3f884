using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Tests.Devices;

/// <summary>The law that all the rest of the product leans on, for a device, a network and a server that fail as they like.</summary>
public sealed class ExactlyOnceTests
{
    private const int EntryCount = 30;

    /// <summary>One upload: which slice of the queue goes up, which of it the gateway defers, and what becomes of it.</summary>
    private static readonly Gen<Attempt> AttemptGen = Gen.Select(
        Gen.Int[1, EntryCount], Gen.Int[1, 8], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool, (first, length, deferred, fate, shuffled) =>
            new Attempt(first, length, deferred, (Fate)fate, shuffled));

    private enum Fate
    {
        Delivered,
        ReplyLost,

        /// <summary>The store refused: nothing was written.</summary>
        NotWritten,

        /// <summary>Written, then the grain died: the next upload meets a state that was replayed.</summary>
        WrittenAndReloaded,
    }

    [Fact]
    public void However_uploads_are_cut_resent_reordered_and_lost_every_entry_is_recorded_exactly_once() =>
        AttemptGen.Array[0, 40].Sample(attempts =>
        {
            var log = new List<DeviceBatch>();
            var state = new DeviceState();
            var acknowledged = new HashSet<long>();
            foreach (var (attempt, at) in attempts.Select((a, i) => (a, i)).Append((new Attempt(1, EntryCount, 0, Fate.Delivered, false), 99)))
            {
                var upload = attempt.ToUpload();
                var decision = DeviceRules.Decide(state, upload, Uploads.Now + at);
                if (attempt.Fate == Fate.NotWritten)
                {
                    continue;
                }

                if (decision.Batch is { } batch)
                {
                    log.Add(batch);
                    state.Apply(batch);
                }

                if (attempt.Fate == Fate.WrittenAndReloaded)
                {
                    state = new DeviceState();
                    log.ForEach(state.Apply);
                }

                if (attempt.Fate == Fate.Delivered)
                {
                    acknowledged.UnionWith(Numbers(decision.Acknowledged));
                    Assert.Empty(decision.Rejected);
                    Assert.Empty(Numbers(decision.Acknowledged).Intersect(upload.Deferred.Except(Recorded(log))));
                }

                Assert.Subset(Recorded(log).ToHashSet(), acknowledged);
            }

            Assert.Equal(Enumerable.Range(1, EntryCount).Select(n => (long)n), Recorded(log).Order());
            Assert.Equal(Enumerable.Range(1, EntryCount).Select(n => (long)n), acknowledged.Order());
        });

    [Fact]
    public void Deciding_changes_nothing_and_decides_the_same_again() =>
        Gen.Select(AttemptGen.Array[0, 10], AttemptGen).Sample((before, attempt) =>
        {
            var state = Uploads.StateAfter([.. before.Select(a => a.ToUpload())]);
            var bytes = DeviceStateCodec.Encode(state);
            var first = DeviceRules.Decide(state, attempt.ToUpload(), Uploads.Now);
            var second = DeviceRules.Decide(state, attempt.ToUpload(), Uploads.Now);
            Assert.Equal(bytes, DeviceStateCodec.Encode(state));
            Assert.Equal(first.Acknowledged, second.Acknowledged);
            Assert.Equal(first.Batch is null ? null : DeviceBatchCodec.Encode(first.Batch).Payload, second.Batch is null ? null : DeviceBatchCodec.Encode(second.Batch).Payload);
        });

    private static IEnumerable<long> Recorded(IEnumerable<DeviceBatch> log) =>
        log.SelectMany(b => b.Events).OfType<ReportRecorded>().Select(r => r.Number);

    private static IEnumerable<long> Numbers(IEnumerable<NumberRange> ranges) =>
        ranges.SelectMany(r => Enumerable.Range((int)r.First, (int)(r.Last - r.First + 1))).Select(n => (long)n);

    private sealed record Attempt(int First, int Length, int Deferred, Fate Fate, bool Shuffled)
    {
        public DeviceUpload ToUpload()
        {
            var numbers = Enumerable.Range(First, Math.Min(Length, EntryCount - First + 1)).Select(n => (long)n).ToArray();
            var ordered = Shuffled ? numbers.Reverse().Append(numbers[0]) : numbers;
            return Uploads.Of([.. ordered.Select(n => Uploads.Report(n, value: n))]) with { Deferred = [.. numbers.Take(Deferred)] };
        }
    }
}

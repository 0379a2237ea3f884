using CsCheck;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Reports;
using Fleet.DeviceAgent.Tests.Queue;
using Fleet.DeviceAgent.Tests.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Reports;

public sealed class OperationalLedgerTests : IDisposable
{
    private const long Hour = 3_600_000;

    private static readonly Guid Boot = Guid.NewGuid();

    private readonly TempDirectory _directory = new(inMemory: true);
    private readonly AgentCounters _counters = new();
    private readonly TestLog _log = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>Where a daemon may die: each step is one that reaches the disk.</summary>
    private enum Death
    {
        None,
        BeforeTheReport,
        BehindTheReport,
        BehindTheCommit,
    }

    [Fact]
    public void Wherever_the_daemon_dies_hours_and_crashes_are_told_once() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3]).Array[1, 12].Sample(
            intervals =>
            {
                using var directory = new TempDirectory(inMemory: true);
                var told = new OperationalInterval(0, 0, 0);
                var (now, crashes) = (0L, 0);
                foreach (var (recorded, death, hours) in intervals.Append((0, 0, 30)))
                {
                    using var held = DataDirectory.Take(directory["data"]);
                    using var queue = Queue(directory);
                    using var ledger = Open(held, now, queue);
                    for (var i = 0; i < recorded; i++)
                    {
                        Assert.True(ledger.RecordCrash(now));
                        crashes++;
                    }

                    now += hours * Hour;
                    var taken = ledger.Take(now);
                    if (Report(queue, ledger, (Death)death))
                    {
                        told = new(told.Hours + taken.Hours, told.CrashFreeHours + taken.CrashFreeHours, told.Crashes + taken.Crashes);
                    }
                }

                Assert.Equal((now / Hour, crashes), (told.Hours, told.Crashes));
                // All crashes are on the hour: none of them costs one.
                Assert.Equal(now / Hour, told.CrashFreeHours);
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void A_crash_between_taking_and_telling_waits_for_the_next_report()
    {
        using var held = DataDirectory.Take(_directory["data"]);
        using var queue = Queue(_directory);
        using (var ledger = Open(held, 0, queue))
        {
            ledger.RecordCrash(10);
            Assert.Equal(1, ledger.Take(20).Crashes);
            ledger.RecordCrash(30);
            Report(queue, ledger, Death.None);
        }

        using (var ledger = Open(held, 40, queue))
        {
            Assert.Equal(1, ledger.Take(50).Crashes);
        }
    }

    [Fact]
    public void Without_a_word_from_anybody_reports_tell_of_no_crashes()
    {
        using var held = DataDirectory.Take(_directory["data"]);
        using var queue = Queue(_directory);
        using (var ledger = Open(held, 0, queue))
        {
            Assert.False(ledger.ReportsCrashes);
            ledger.RecordCrash(10);
            Assert.True(ledger.ReportsCrashes);
            ledger.Take(20);
            Report(queue, ledger, Death.None);
        }

        // Once told, zero is a measurement, also after a restart.
        using (var ledger = Open(held, 30, queue))
        {
            Assert.True(ledger.ReportsCrashes);
        }

        using (var ledger = Open(held, 30, queue, reportsCrashes: false))
        {
            Assert.False(ledger.ReportsCrashes);
        }
    }

    [Fact]
    public void Reports_that_nobody_wants_take_their_hours_and_crashes_along()
    {
        using var held = DataDirectory.Take(_directory["data"]);
        using var queue = Queue(_directory);
        using (var ledger = Open(held, 0, queue))
        {
            ledger.RecordCrash(Hour);
            Assert.Equal(new OperationalInterval(2, 2, 1), ledger.Take(2 * Hour));
            Assert.True(ledger.TellsCrashes);
            queue.Keep(ledger.Checkpoint, durably: true);
            ledger.Commit();
            Assert.False(ledger.TellsCrashes);
        }

        using (var ledger = Open(held, 2 * Hour, queue))
        {
            Assert.Equal(new OperationalInterval(0, 0, 0), ledger.Take(2 * Hour));
        }
    }

    [Fact]
    public void A_cut_at_any_byte_of_the_queue_takes_a_report_and_what_it_tells_or_neither()
    {
        using (var held = DataDirectory.Take(_directory["data"]))
        using (var queue = Queue(_directory))
        using (var ledger = Open(held, 0, queue))
        {
            ledger.Take(3 * Hour);
            Report(queue, ledger, Death.BehindTheReport);
        }

        var segment = Path.GetFileName(Assert.Single(Directory.GetFiles(_directory["queue"])));
        var bytes = File.ReadAllBytes(_directory[$"queue/{segment}"]);
        var told = 0;
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            using var disk = new TempDirectory(inMemory: true);
            Directory.CreateDirectory(disk["queue"]);
            File.WriteAllBytes(disk[$"queue/{segment}"], bytes[..cut]);
            using var held = DataDirectory.Take(disk["data"]);
            using var queue = Queue(disk);
            using var ledger = Open(held, 0, queue);
            told += queue.Count;
            Assert.Equal(5 - (3 * queue.Count), ledger.Take(5 * Hour).Hours);
        }

        Assert.InRange(told, 1, bytes.Length - 1);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    public void The_file_of_a_version_before_is_taken_into_the_queue_once(long number, long hours)
    {
        using var held = DataDirectory.Take(_directory["data"]);
        using var queue = Queue(_directory);
        Report(queue, null, Death.BehindTheReport);
        File.WriteAllText(held.PathOf("operational"), $"{Boot} 0 0 0 3\n{Boot} {2 * Hour} {2 * Hour} {2 * Hour} 3 {queue.Epoch} {number}\n");
        using (var ledger = Open(held, 4 * Hour, queue))
        {
            Assert.True(ledger.ReportsCrashes);
            Assert.False(File.Exists(held.PathOf("operational")));
        }

        // Nor is it read if it is there once more.
        File.WriteAllText(held.PathOf("operational"), $"{Boot} 0 0 0 9\n");
        using var again = Open(held, 4 * Hour, queue);
        Assert.False(File.Exists(held.PathOf("operational")));
        Assert.Equal(new OperationalInterval(hours, hours, 0), again.Take(4 * Hour));
        again.RecordCrash(4 * Hour);
        Assert.Equal(1, again.Take(4 * Hour).Crashes);
    }

    /// <returns>Whether the report is in the queue.</returns>
    private static bool Report(EntryQueue queue, OperationalLedger? ledger, Death death)
    {
        if (death == Death.BeforeTheReport)
        {
            return false;
        }

        queue.Append(QueueFixture.Draft(1) with { Checkpoint = ledger?.Checkpoint ?? default });
        if (death != Death.BehindTheReport)
        {
            queue.Flush();
            ledger?.Commit();
        }

        return true;
    }

    private EntryQueue Queue(TempDirectory directory) => EntryQueue.Open(directory["queue"], QueueOptions.Default, _log.Log, _counters, () => []);

    private OperationalLedger Open(DataDirectory directory, long now, EntryQueue queue, bool? reportsCrashes = null) =>
        OperationalLedger.Open(directory, queue, Boot, now, reportsCrashes, _time, _counters, _log.Log);
}

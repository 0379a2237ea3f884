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
                    using var queue = EntryQueue.Open(directory["queue"], QueueOptions.Default, _log.Log, _counters, () => []);
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
        using var queue = EntryQueue.Open(_directory["queue"], QueueOptions.Default, _log.Log, _counters, () => []);
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
        using var queue = EntryQueue.Open(_directory["queue"], QueueOptions.Default, _log.Log, _counters, () => []);
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
        using var queue = EntryQueue.Open(_directory["queue"], QueueOptions.Default, _log.Log, _counters, () => []);
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

    /// <returns>Whether the report is in the queue.</returns>
    private static bool Report(EntryQueue queue, OperationalLedger ledger, Death death)
    {
        if (death == Death.BeforeTheReport)
        {
            return false;
        }

        queue.Append(QueueFixture.Draft(1) with { Checkpoint = ledger.Checkpoint });
        if (death != Death.BehindTheReport)
        {
            queue.Flush();
            ledger.Commit();
        }

        return true;
    }

    private OperationalLedger Open(DataDirectory directory, long now, EntryQueue queue, bool? reportsCrashes = null) =>
        OperationalLedger.Open(directory, queue, Boot, now, reportsCrashes, _time, _counters, _log.Log);
}

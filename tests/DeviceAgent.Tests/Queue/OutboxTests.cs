using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Tests.Sync;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Sync;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Queue;

public sealed class OutboxTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly EntryQueue _queue;
    private readonly Outbox _outbox;
    private int _announced;

    public OutboxTests()
    {
        _queue = EntryQueue.Open(_directory.Path, QueueOptions.Default, new TestLog().Log, new AgentCounters(), () => []);
        _outbox = new Outbox(_queue, new DeviceClock(_time), SyncFixture.Origin, () => TimeSpan.FromHours(1), () => _announced++);
    }

    public void Dispose()
    {
        _outbox.Dispose();
        _queue.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void What_can_wait_is_flushed_once_in_an_interval_however_much_it_is()
    {
        for (var minute = 0; minute < 180; minute++)
        {
            Put(EntryType.Attributes, EntryPriority.Attributes);
            Put(EntryType.Trace, EntryPriority.Trace);
            Put(EntryType.Report, EntryPriority.Report);
            _outbox.Put(EntryType.Recording, EntryPriority.Recording, new byte[] { 1, 2, 3 }, Urgency.Paced);
            _outbox.Put(EntryType.LogFile, EntryPriority.LogFile, new byte[] { 1, 2, 3 }, Urgency.Paced);
            Assert.False(_queue.HasSendable);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        // The first at once, and those of each hour at its end.
        Assert.Equal(4, _announced);
        Assert.Equal(5 * 180, _queue.Count);
    }

    [Fact]
    public void After_a_quiet_interval_the_first_goes_at_once_again()
    {
        Put(EntryType.Trace, EntryPriority.Trace);
        Assert.Equal(1, _announced);
        _time.Advance(TimeSpan.FromHours(1));
        Put(EntryType.Trace, EntryPriority.Trace);
        Assert.Equal(2, _announced);
        _time.Advance(TimeSpan.FromHours(10));
        Assert.Equal(2, _announced);
    }

    [Theory]
    [InlineData(EntryType.Crash)]
    [InlineData(EntryType.Reboot)]
    [InlineData(EntryType.RequestAnswer)]
    [InlineData(EntryType.Coredump)]
    public void What_cannot_wait_is_durable_and_announced_at_once_with_all_before_it(EntryType type)
    {
        Put(EntryType.Attributes, EntryPriority.Attributes);
        Put(EntryType.Attributes, EntryPriority.Attributes);
        Put(type, Enum.Parse<EntryPriority>($"{type}"));
        Assert.Equal(2, _announced);
        Assert.Equal(3, _queue.NextBatch(10, 10_000)!.Entries.Count);
    }

    private void Put(EntryType type, EntryPriority priority) => _outbox.Put(type, priority, new byte[] { 1, 2, 3 });
}

using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>
/// Where the parts of the agent put what they have to say. It is written when a call returns, and what crashes, reboots and requests leave is durable and sent
/// at once. What programs hand over all day, and pieces of the log, are made durable by the sync that takes them, at most once in an interval: flash wears with every flush.
/// </summary>
/// <param name="queue">That keeps it.</param>
/// <param name="clock">For what is captured now.</param>
/// <param name="origin">Boot and software that run now.</param>
/// <param name="interval">Least time between two syncs for what programs hand over.</param>
/// <param name="announce">Tells the sync, which flushes, that there is news.</param>
internal sealed class Outbox(EntryQueue queue, DeviceClock clock, Origin origin, Func<TimeSpan> interval, Action announce) : IDisposable
{
    private readonly Lock _gate = new();
    private long? _announced;
    private ITimer? _timer;

    /// <summary>Queues an entry that is captured now.</summary>
    /// <exception cref="IOException">The disk does not take it: nothing was queued.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk does not take it: nothing was queued.</exception>
    public void Put(EntryType type, EntryPriority priority, ReadOnlyMemory<byte> body) => Put(type, priority, body, clock.WallMs, clock.UptimeMs);

    /// <summary>Queues an entry that was captured earlier in this boot.</summary>
    /// <exception cref="IOException">The disk does not take it: nothing was queued.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk does not take it: nothing was queued.</exception>
    public void Put(EntryType type, EntryPriority priority, ReadOnlyMemory<byte> body, long wallMs, long uptimeMs) =>
        Put(new EntryDraft(type, priority, wallMs, uptimeMs, origin, body));

    /// <summary>Queues an entry that is captured now, of a kind that may be urgent or not.</summary>
    /// <exception cref="IOException">The disk does not take it: nothing was queued.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk does not take it: nothing was queued.</exception>
    public void Put(EntryType type, EntryPriority priority, ReadOnlyMemory<byte> body, Urgency urgency) =>
        Put(new EntryDraft(type, priority, clock.WallMs, clock.UptimeMs, origin, body), urgency);

    /// <summary>Queues an entry of any origin.</summary>
    /// <exception cref="IOException">The disk does not take it: nothing was queued.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk does not take it: nothing was queued.</exception>
    public void Put(EntryDraft draft) =>
        Put(draft, draft.Priority is EntryPriority.Report or EntryPriority.Trace or EntryPriority.Attributes ? Urgency.Paced : Urgency.AtOnce);

    private void Put(EntryDraft draft, Urgency urgency)
    {
        queue.Append(draft);
        if (urgency == Urgency.Paced)
        {
            Pace();
            return;
        }

        queue.Flush();
        announce();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
        }
    }

    private void Pace()
    {
        lock (_gate)
        {
            var left = _announced is { } last ? interval() - clock.Time.GetElapsedTime(last) : TimeSpan.Zero;
            if (left <= TimeSpan.Zero)
            {
                Due();
            }
            else
            {
                _timer ??= clock.Time.CreateTimer(static self => ((Outbox)self!).Due(), this, left, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Due()
    {
        lock (_gate)
        {
            _announced = clock.Time.GetTimestamp();
            _timer?.Dispose();
            _timer = null;
        }

        announce();
    }
}

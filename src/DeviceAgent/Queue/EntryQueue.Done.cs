using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Queue;

/// <summary>
/// What needs no more sending. That a report is done is written with the next entry: by itself it would cost the flash a page an hour, which is more than a
/// report that is sent once more after a kill. Of other entries it is written at once; the attachment of one may be gone by then.
/// </summary>
internal sealed partial class EntryQueue
{
    /// <summary>More are written at once, so that memory does not grow while only single entries are taken.</summary>
    private const int MostOwed = 16;

    /// <summary>Records that go out with the next entry.</summary>
    private readonly List<byte[]> _owed = [];

    private int Forget(ulong epoch, IReadOnlyList<long> numbers)
    {
        var done = new List<NumberRange>();
        var removed = 0;
        var canWait = true;
        foreach (var number in numbers)
        {
            if (!_live.Remove(epoch, number, out var entry))
            {
                continue;
            }

            entry.Place.Segment.Live--;
            _pending.Remove(entry);
            removed++;
            canWait &= entry.Header.Type == (int)EntryType.Report;
            if (done.Count > 0 && done[^1].Last == number - 1)
            {
                done[^1] = new NumberRange(done[^1].First, number);
            }
            else
            {
                done.Add(new NumberRange(number, number));
            }
        }

        if (removed == 0)
        {
            return 0;
        }

        _owed.Add(RecordCodec.Done(epoch, done));
        if (!canWait || _owed.Count >= MostOwed)
        {
            WriteOwed();
        }

        _chain.DropDead();
        return removed;
    }

    private void WriteOwed()
    {
        try
        {
            if (_chain.Count > 0 && _owed.Count > 0)
            {
                _chain.Append(_owed);
            }
        }
        catch (IOException e)
        {
            _log.Warn("queue", $"it could not be written that entries are done, they will be sent once more: {e.Message}");
        }

        _owed.Clear();
    }
}

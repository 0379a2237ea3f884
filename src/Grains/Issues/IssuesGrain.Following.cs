using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Issues;

/// <summary>
/// What follows a decision: the read models are told which issues changed, and now and then a snapshot is kept. A snapshot is kept only when all changes before it were
/// told, and what is replayed behind one is told again: so a process that dies between the two leaves nothing untold.
/// </summary>
internal sealed partial class IssuesGrain
{
    /// <summary>Batches between two snapshots.</summary>
    private const int SnapshotBatches = 4_096;

    /// <summary>Bytes of replay that make a snapshot worth its write, however small the book is.</summary>
    private const int SnapshotBytes = 64 * 1024;

    /// <summary>A large book is written when there is this part of it to replay: so a snapshot costs some bytes for each byte of events.</summary>
    private const int SnapshotShare = 2;

    /// <summary>Issues that are told in one call.</summary>
    private const int MarkedAtOnce = 500;

    /// <summary>Between two attempts to tell.</summary>
    private static readonly TimeSpan MarkPause = TimeSpan.FromSeconds(1);

    private readonly SortedSet<long> _untold = [];
    private int _batchesSinceSnapshot;
    private long _bytesSinceSnapshot;
    private long _snapshotBytes;

    private bool IsSnapshotDue => _batchesSinceSnapshot >= SnapshotBatches || _bytesSinceSnapshot >= Math.Max(SnapshotBytes, _snapshotBytes / SnapshotShare);

    private async Task FollowAsync(IssueDraft draft)
    {
        _instruments.Happened(draft.Batches.SelectMany(b => b.Batch.Events));
        _untold.UnionWith(draft.Changed);
        if (await _loop.RoundAsync())
        {
            _loop.Wake();
        }
        else if (IsSnapshotDue)
        {
            TrySaveSnapshotAsync(draft.Book).Ignore();
        }
    }

    /// <returns>Whether there is more to tell.</returns>
    private async Task<bool> RaiseAsync(CancellationToken cancellation)
    {
        while (_untold.Count > 0)
        {
            // Taken out before: what changes meanwhile is to be told again.
            long[] told = [.. _untold.Take(MarkedAtOnce)];
            _untold.ExceptWith(told);
            try
            {
                foreach (var marks in _marks)
                {
                    await marks.RaiseAsync(_project, told, cancellation);
                }
            }
            catch (Exception e)
            {
                _untold.UnionWith(told);
                _instruments.Untold.Add(1);
                LogMarksAway(_project, e.Message);
                return true;
            }
        }

        return false;
    }

    /// <summary>Best effort, and not waited for: a lost snapshot costs replay, nothing else.</summary>
    private async Task TrySaveSnapshotAsync(IssueBook book)
    {
        var (format, payload) = IssueBookCodec.Encode(book);
        (_batchesSinceSnapshot, _bytesSinceSnapshot, _snapshotBytes) = (0, 0, payload.Length);
        try
        {
            await _store.SaveSnapshotAsync(_project, new IssueSnapshot(_sequence, format, payload), CancellationToken.None);
        }
        catch (Exception e)
        {
            LogSnapshotLost(_project, e.Message);
        }
    }

    private async Task<IssueBook> LoadAsync()
    {
        var stored = await _store.LoadAsync(_project, CancellationToken.None);
        var draft = new IssueDraft(stored.Snapshot is { } snapshot ? IssueBookCodec.Decode(snapshot.Format, snapshot.Payload) : new IssueBook());
        var last = stored.Snapshot?.Sequence ?? 0;
        foreach (var batch in stored.Batches)
        {
            if (batch.Sequence != ++last)
            {
                throw Missing(last);
            }

            draft.Add(IssueBatchCodec.Decode(batch.Format, batch.Payload));
        }

        if (last != stored.Sequence)
        {
            throw Missing(last + 1);
        }

        _sequence = stored.Sequence;
        _batchesSinceSnapshot = stored.Batches.Count;
        _bytesSinceSnapshot = stored.Batches.Sum(b => (long)b.Payload.Length);
        _snapshotBytes = stored.Snapshot?.Payload.Length ?? 0;
        if (draft.Changed.Count > 0)
        {
            _untold.UnionWith(draft.Changed);
            _loop.Wake();
        }

        return draft.Book;
    }

    private InvalidDataException Missing(long sequence) =>
        new($"batch {sequence} of the issues of {_project} is not in the log, and no snapshot stands for it; put the log back from a backup");
}

using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Queue;

/// <summary>Epochs and durability: when numbers begin anew, so that none ever means two things.</summary>
internal sealed partial class EntryQueue
{
    /// <summary>By epoch, as found at the start.</summary>
    private IReadOnlyDictionary<ulong, long> _foundNumbers = new Dictionary<ulong, long>();

    /// <summary>
    /// Whether this number was given out, as far as the files tell: an entry that was sent and whose file is gone since is known by the numbers
    /// that follow it in its epoch.
    /// </summary>
    public bool HasNumbered(ulong epoch, long number)
    {
        lock (_gate)
        {
            return (epoch == _epoch && number < _nextNumber) || number <= _foundNumbers.GetValueOrDefault(epoch);
        }
    }

    private void Restore(RecoveredQueue recovered)
    {
        _foundNumbers = recovered.HighestNumbers;
        _checkpoint = _durableCheckpoint = recovered.Checkpoint;
        foreach (var entry in recovered.Entries)
        {
            _live.Add(entry);
        }

        foreach (var corrupt in recovered.Corrupt)
        {
            _chain.Reserve(corrupt.Ordinal);
        }

        if (_chain.Count == 0 || recovered.IsDamaged)
        {
            BeginEpoch(_checkpoint);
            _log.Info("queue", $"new epoch {_epoch:x16}, {_live.Count} entries wait from earlier ones");
        }
        else
        {
            _epoch = _chain.Last.Epoch;
            _nextNumber = Math.Max(_chain.Last.NextNumber, 1 + recovered.HighestNumbers.GetValueOrDefault(_epoch));
        }

        foreach (var corrupt in recovered.Corrupt)
        {
            MoveEntriesOf(corrupt);
            corrupt.Dispose();
            DamagedFile.SetAside(corrupt.Path, "queue", _log);
        }

        _chain.DropDead();
    }

    private void BeReady()
    {
        if (_isSuspect)
        {
            Renew();
        }
        else if (_chain.Count == 0)
        {
            BeginEpoch(_checkpoint);
        }
        else if (_chain.Last.IsFormer)
        {
            Roll();
        }
    }

    private void BeginEpoch(ReadOnlyMemory<byte> checkpoint)
    {
        NameEpoch();
        _chain.Begin(_epoch, _nextNumber, checkpoint.Span);
    }

    private void BeginEpochOver()
    {
        NameEpoch();
        _chain.BeginOver(_epoch, _checkpoint.Span);
    }

    private void NameEpoch()
    {
        _epoch = (ulong)Random.Shared.NextInt64(1, long.MaxValue);
        _nextNumber = 1;
    }

    private void FlushPending()
    {
        FlushFiles();
        if (_pending.Count > 0)
        {
            FlushLast();
        }
    }

    private void FlushLast()
    {
        try
        {
            _chain.Last.Flush();
        }
        catch (IOException)
        {
            _isSuspect = true;
            throw;
        }

        _durableCheckpoint = _checkpoint;
        _pending.ForEach(entry => entry.IsDurable = true);
        _pending.Clear();
    }

    private void Roll()
    {
        FlushPending();
        _chain.Begin(_epoch, _nextNumber, _checkpoint.Span);
        _durableCheckpoint = _checkpoint;
    }

    /// <summary>Begins again behind a failed flush: a later flush of the same file may succeed without having written anything.</summary>
    private void Renew()
    {
        // What is written again brings its checkpoints again: none may hold without its entry.
        BeginEpoch(_durableCheckpoint);
        var last = _checkpoint;
        _checkpoint = _durableCheckpoint;
        _isSuspect = false;
        foreach (var entry in _pending.ToArray())
        {
            var payload = entry.Place.Read();
            var table = _chain.FindTable(entry.Header.Table);
            Forget(entry.Header.Epoch, [entry.Header.Number]);
            if (payload is null || !EntryRecord.TryRead(payload, out var record))
            {
                _counters.Add(AgentCounter.QueueLost);
                continue;
            }

            var renewed = new EntryRecord(entry.Header with { Epoch = _epoch, Number = _nextNumber }, record.Body, record.Checkpoint);
            Store(renewed, renewed.Encode(), table.Span);
        }

        if (!_checkpoint.Span.SequenceEqual(last.Span))
        {
            Keep(last);
        }
    }
}

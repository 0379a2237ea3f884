using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Wire;

namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>The chunks of the store: written, closed, flushed, marked, given up.</summary>
internal sealed partial class LogStore
{
    /// <summary>The index of each is in memory; reached only when somebody closes chunks all the time.</summary>
    private const int MaxChunks = 1024;

    /// <summary>Lines before a crash that tell of it.</summary>
    private static readonly TimeSpan CrashPrelude = TimeSpan.FromMinutes(1);

    /// <summary>Lines behind a crash that tell of it: restarts, and the next crash of a program that crashes in a loop.</summary>
    private static readonly TimeSpan CrashAftermath = TimeSpan.FromSeconds(10);

    private long? _crashAt;

    /// <summary>Ends the chunk that is written; the next line begins another.</summary>
    public void CloseChunk()
    {
        lock (_gate)
        {
            WriteBlock();
            CloseCurrent();
        }
    }

    /// <summary>The closed chunks, in order.</summary>
    public IReadOnlyList<Chunk> ClosedChunks()
    {
        lock (_gate)
        {
            return [.. _chunks.Where(chunk => chunk.IsClosed)];
        }
    }

    /// <summary>The chunks with lines of a stretch of time, all closed: the one that is written is ended when it has some.</summary>
    public IReadOnlyList<Chunk> Covering(long fromMs, long toMs)
    {
        lock (_gate)
        {
            WriteBlock();
            if (_current is { } current && current.Index.Overlaps(fromMs, toMs))
            {
                CloseCurrent();
            }

            return [.. _chunks.Where(chunk => chunk.IsClosed && chunk.Index.Overlaps(fromMs, toMs))];
        }
    }

    /// <summary>
    /// Keeps the lines around a crash: they are on the disk when it returns, their chunks go last, and are uploaded once those behind the crash are there.
    /// </summary>
    /// <param name="wallMs">When it crashed, milliseconds since 1970 UTC by this device's clock.</param>
    public void AroundCrash(long wallMs)
    {
        lock (_gate)
        {
            WriteBlock();
            foreach (var chunk in _chunks.Where(chunk => chunk == _current || chunk.Index.Overlaps(wallMs - (long)CrashPrelude.TotalMilliseconds, wallMs + 1)))
            {
                try
                {
                    chunk.MarkCrash();
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    Complain(e);
                }
            }

            _crashAt ??= _clock.Time.GetTimestamp();
            Sync();
        }
    }

    /// <summary>Keeps that the upload of a crash's chunk is queued.</summary>
    /// <exception cref="IOException">It could not be renamed.</exception>
    public void MarkCrashQueued(Chunk chunk)
    {
        lock (_gate)
        {
            if (_chunks.Contains(chunk))
            {
                chunk.MarkCrashQueued();
            }
        }
    }

    /// <summary>Makes sure that a closed chunk is still as it was written.</summary>
    /// <returns>The chunk, or what is left of it when its file has rotten; null when it is gone.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Chunk? Verify(Chunk chunk)
    {
        lock (_gate)
        {
            var place = _chunks.IndexOf(chunk);
            if (place < 0)
            {
                return null;
            }

            _chunks[place] = new ChunkRecovery(_directory, _log, _counters).Verify(chunk);
            return _chunks[place];
        }
    }

    private bool WriteBlock()
    {
        if (_pending.IsEmpty)
        {
            return true;
        }

        try
        {
            if (IsDue(_current))
            {
                CloseCurrent();
            }

            _current ??= Begin();
            if (!_current.Index.HasAllPositions)
            {
                _pending.HasAllPositions = true;
                foreach (var (source, position) in _positions)
                {
                    _pending.Positions[source] = position;
                }
            }

            var before = _current.Bytes;
            _current.Append(_pending, FrameCompression.Compress(_raw.WrittenSpan));
            _counters.Add(AgentCounter.LogWrittenBytes, _current.Bytes - before);
            _failing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complain(e);
            if (_raw.WrittenCount >= MaxPendingBytes)
            {
                _counters.Add(AgentCounter.LogLinesLost, _pending.Lines);
                var lost = _pending.Lost + _pending.Lines;
                Forget();
                _pending.Lost = lost;
            }

            return false;
        }

        Forget();
        _lastFlush = _clock.Time.GetTimestamp();
        if (IsDue(_current))
        {
            CloseCurrent();
        }

        MakeRoom();
        return true;
    }

    private void Forget()
    {
        _pending.Clear();
        _raw.ResetWrittenCount();
    }

    private Chunk Begin()
    {
        var last = _chunks.LastOrDefault();
        var chunk = Chunk.Create(_directory, new ChunkHeader((last?.Ordinal ?? 0) + 1, last?.NextCid ?? Guid.NewGuid(), Guid.NewGuid(), _bootId, _clock.WallMs));
        _chunks.Add(chunk);
        _counters.Add(AgentCounter.LogWrittenBytes, chunk.Bytes);
        _begunAt = _clock.Time.GetTimestamp();
        _ageAtBegin = TimeSpan.Zero;
        return chunk;
    }

    private void CloseCurrent()
    {
        try
        {
            _current?.Close();
        }
        catch (IOException e)
        {
            Complain(e);
        }

        _current = null;
        _crashAt = null;
    }

    private bool IsAftermathOver() => _crashAt is { } at && Elapsed(at) >= CrashAftermath;

    private void MakeRoom()
    {
        var total = _chunks.Sum(chunk => chunk.Bytes);
        while (total > _options.MaxBytes || _chunks.Count > MaxChunks)
        {
            if ((_chunks.Find(chunk => chunk is { IsClosed: true, IsCrash: false }) ?? _chunks.Find(chunk => chunk.IsClosed)) is not { } oldest)
            {
                return;
            }

            total -= oldest.Bytes;
            _chunks.Remove(oldest);
            _counters.Add(AgentCounter.LogChunksEvicted);
            try
            {
                oldest.Delete();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Complain(e);
            }
        }
    }

    private void Sync()
    {
        _lastSync = _clock.Time.GetTimestamp();
        try
        {
            var dirty = _chunks.FindAll(chunk => chunk.IsDirty);
            dirty.ForEach(chunk => chunk.Sync());
            if (dirty.Count > 0)
            {
                DirectorySync.Flush(_directory);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complain(e);
        }
    }

    /// <summary>Counts each failure, and says the first of several in a row.</summary>
    private void Complain(Exception e)
    {
        _counters.Add(AgentCounter.LogFailures);
        if (!_failing)
        {
            _failing = true;
            _log.Error("logs", $"{_directory}: {e.Message}");
        }
    }
}

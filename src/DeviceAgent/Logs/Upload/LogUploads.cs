using System.Globalization;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Logs.Upload;

/// <summary>
/// Queues chunks for the server: those that cover a crash, all while logging is on, and those that somebody asks for. A chunk that is queued again names the same
/// content, of which the server takes one copy.
/// </summary>
internal sealed class LogUploads
{
    private readonly LogStore _store;
    private readonly AttachmentOutbox _outbox;
    private readonly Func<bool> _isLogging;
    private readonly string _path;
    private readonly AgentCounters _counters;
    private readonly AgentLog _log;
    private ulong _done;
    private bool _isFailing;

    /// <param name="store">That has the chunks.</param>
    /// <param name="outbox">Takes their content and the entries.</param>
    /// <param name="isLogging">Whether each chunk is wanted.</param>
    /// <param name="path">Keeps how far the chain was looked at, over restarts.</param>
    public LogUploads(LogStore store, AttachmentOutbox outbox, Func<bool> isLogging, string path, AgentCounters counters, AgentLog log)
    {
        _store = store;
        _outbox = outbox;
        _isLogging = isLogging;
        _path = path;
        _counters = counters;
        _log = log;
        _done = Read();
    }

    /// <summary>Queues what was closed since the last call, as far as it is wanted.</summary>
    public void QueueDue()
    {
        var before = _done;
        try
        {
            foreach (var chunk in _store.ClosedChunks())
            {
                if (chunk is { IsCrash: true, IsCrashQueued: false })
                {
                    if (Queue(chunk, LogCause.Crash, request: 0) is { } queued)
                    {
                        _store.MarkCrashQueued(queued);
                    }
                }
                else if (chunk.Ordinal > _done && _isLogging())
                {
                    Queue(chunk, LogCause.Continuous, request: 0);
                }

                _done = Math.Max(_done, chunk.Ordinal);
            }

            _isFailing = false;
            if (_done != before)
            {
                AtomicFile.Replace(_path, _done.ToString(CultureInfo.InvariantCulture), durable: false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The chunk stays, and is tried again with the next call.
            _counters.Add(AgentCounter.LogFailures);
            if (!_isFailing)
            {
                _isFailing = true;
                _log.Warn("logs", $"a piece of the log could not be queued: {e.Message}");
            }
        }
    }

    /// <summary>Queues one chunk.</summary>
    /// <returns>What was queued, which is less when its file has rotten; null when it went meanwhile.</returns>
    /// <exception cref="IOException">It cannot be read, or the disk does not take it.</exception>
    public Chunk? Queue(Chunk wanted, LogCause cause, long request)
    {
        if (_store.Verify(wanted) is not { } chunk)
        {
            return null;
        }

        try
        {
            // Whoever asked is answered when all pieces are queued, and the answer makes them durable together.
            var urgency = cause == LogCause.Crash ? Urgency.AtOnce : Urgency.Paced;
            _outbox.Copy(EntryType.LogFile, EntryPriority.LogFile, urgency, chunk.Path, attachment => new LogFile(
                chunk.Cid,
                chunk.NextCid,
                chunk.Index.Lines > 0 ? chunk.Index.FirstMs : chunk.CreatedMs,
                chunk.Index.Lines > 0 ? chunk.Index.LastMs : chunk.CreatedMs,
                chunk.Index.Lines,
                chunk.Index.Lost,
                chunk.Index.Levels.ToArray(),
                cause,
                request,
                attachment).Encode());
            return chunk;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private ulong Read()
    {
        try
        {
            return File.Exists(_path) && ulong.TryParse(File.ReadAllText(_path), NumberStyles.None, CultureInfo.InvariantCulture, out var done) ? done : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn("logs", $"{_path}: {e.Message}; pieces of the log may be queued once more");
            return 0;
        }
    }
}

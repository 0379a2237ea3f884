using System.Buffers;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>
/// The device's log on disk: a chain of chunks (<see cref="ChunkCodec"/>), bounded in size, that opens after a power cut or <c>kill -9</c> at any byte.
/// </summary>
/// <remarks>
/// What always holds:
/// <list type="bullet">
/// <item>Lines stand in the order in which they were taken, each once.</item>
/// <item>How far a source was read is written in the same block as the lines that were read: both are there after a crash, or neither.</item>
/// <item>Each chunk names the one behind it. What has been closed never changes, so its content has one digest.</item>
/// </list>
/// </remarks>
internal sealed partial class LogStore : IDisposable
{
    /// <summary>Records, uncompressed, behind which a block is written before its time: more would compress little better.</summary>
    public const int BlockBytes = 64 * 1024;

    /// <summary>What is held in memory for a disk that takes nothing.</summary>
    private const int MaxPendingBytes = 512 * 1024;

    private readonly Lock _gate = new();
    private readonly string _directory;
    private readonly LogStoreOptions _options;
    private readonly Guid _bootId;
    private readonly DeviceClock _clock;
    private readonly Func<TimeSpan> _syncInterval;
    private readonly AgentLog _log;
    private readonly AgentCounters _counters;
    private readonly List<Chunk> _chunks;
    private readonly Dictionary<string, string> _positions = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _raw = new(BlockBytes);
    private readonly ChunkIndex _pending = new();
    private Chunk? _current;
    private long _begunAt;
    private TimeSpan _ageAtBegin;
    private long _lastFlush;
    private long _lastSync;
    private bool _failing;

    private LogStore(
        string directory, List<Chunk> chunks, LogStoreOptions options, Guid bootId, DeviceClock clock, Func<TimeSpan> reportInterval, AgentLog log, AgentCounters counters)
    {
        _directory = directory;
        _chunks = chunks;
        _options = options;
        _bootId = bootId;
        _clock = clock;
        _syncInterval = options.SyncInterval is { } fixedInterval ? () => fixedInterval : reportInterval;
        _log = log;
        _counters = counters;
        _lastFlush = _lastSync = clock.Time.GetTimestamp();
    }

    /// <summary>Of all files.</summary>
    public long DiskBytes
    {
        get
        {
            lock (_gate)
            {
                return _chunks.Sum(chunk => chunk.Bytes);
            }
        }
    }

    /// <summary>What they may take.</summary>
    public long MaxBytes => _options.MaxBytes;

    /// <param name="directory">Made when it is not there.</param>
    /// <param name="reportInterval">How often the disk is flushed when the options do not say.</param>
    /// <exception cref="IOException">The directory cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be read or written.</exception>
    public static LogStore Open(
        string directory, LogStoreOptions options, Guid bootId, DeviceClock clock, Func<TimeSpan> reportInterval, AgentLog log, AgentCounters counters)
    {
        Directory.CreateDirectory(directory);
        var chunks = new ChunkRecovery(directory, log, counters).Run();
        var store = new LogStore(directory, chunks, options, bootId, clock, reportInterval, log, counters);
        store.Restore();
        return store;
    }

    /// <summary>Takes lines, and how far their source has been read with them. They are in memory alone until the next flush.</summary>
    /// <param name="records">Each within the protocol's limits.</param>
    /// <param name="position">Null for a source that cannot be read again.</param>
    /// <param name="lost">Lines of the same source that were dropped.</param>
    public void Append(ReadOnlySpan<LogRecord> records, SourcePosition? position = null, long lost = 0)
    {
        lock (_gate)
        {
            var writer = new MessagePackWriter(_raw);
            var before = (long)_raw.WrittenCount;
            foreach (ref readonly var record in records)
            {
                record.Write(ref writer);
                writer.Flush();
                _pending.Count(record.TimeUs, record.Level, _raw.WrittenCount - before);
                before = _raw.WrittenCount;
            }

            _pending.Lost += lost;
            if (position is { } at)
            {
                SetPosition(at);
            }

            if (_raw.WrittenCount >= BlockBytes)
            {
                WriteBlock();
            }
        }
    }

    /// <summary>How far a source was read, as it said itself; null when it never did.</summary>
    public string? PositionOf(string source)
    {
        lock (_gate)
        {
            return _positions.GetValueOrDefault(source);
        }
    }

    /// <summary>The sources of a kind that have a position.</summary>
    public List<string> SourcesOf(string prefix)
    {
        lock (_gate)
        {
            return [.. _positions.Keys.Where(source => source.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    /// <summary>Writes what is in memory: <c>kill -9</c> loses nothing of it any more. False when the disk does not take it.</summary>
    public bool Flush()
    {
        lock (_gate)
        {
            return WriteBlock();
        }
    }

    /// <summary>Writes, rotates and flushes what is due; to be called at least once in each flush interval.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            if (_pending is { Lines: > 0 } or { Lost: > 0 } || (!_pending.IsEmpty && Elapsed(_lastFlush) >= _syncInterval()))
            {
                WriteBlock();
            }

            if (IsDue(_current) || IsAftermathOver())
            {
                CloseCurrent();
            }

            if (Elapsed(_lastSync) >= _syncInterval())
            {
                Sync();
            }
        }
    }

    /// <summary>Writes and flushes all. The last chunk stays open, and is gone on with at the next start.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            WriteBlock();
            Sync();
            _current?.Release();
            _current = null;
        }
    }

    private void Restore()
    {
        foreach (var chunk in _chunks)
        {
            if (chunk.Index.HasAllPositions)
            {
                _positions.Clear();
            }

            foreach (var (source, position) in chunk.Index.Positions)
            {
                Keep(source, position);
            }
        }

        if (_chunks is [.., { IsClosed: false } last])
        {
            _current = last;
            _begunAt = _clock.Time.GetTimestamp();
            _ageAtBegin = TimeSpan.FromMilliseconds(Math.Max(0, _clock.WallMs - last.CreatedMs));
            if (last.BootId != _bootId || IsDue(last))
            {
                CloseCurrent();
            }
        }
    }

    private void SetPosition(SourcePosition at)
    {
        _pending.Positions[at.Source] = at.Text;
        Keep(at.Source, at.Text);
    }

    private void Keep(string source, string text)
    {
        if (text.Length > 0)
        {
            _positions[source] = text;
        }
        else
        {
            _positions.Remove(source);
        }
    }

    private TimeSpan Elapsed(long since) => _clock.Time.GetElapsedTime(since);

    private bool IsDue(Chunk? chunk) => chunk is not null
        && (chunk.Index.RawBytes >= _options.RotateBytes || chunk.Bytes >= _options.RotateDiskBytes || _ageAtBegin + Elapsed(_begunAt) >= _options.RotateAfter);
}

using System.Buffers.Binary;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;

namespace Fleet.DeviceAgent.Crashes;

/// <summary>
/// Crashes that no report has taken yet, appended one by one and emptied after the report. Little-endian:
/// <code>
/// ┌────────────┬─────────────┬───────────────┬───────────────────┐
/// │ number i64 │ boot id 16  │ uptime_ms i64 │ CRC-32C u32 of it │
/// └────────────┴─────────────┴───────────────┴───────────────────┘
/// </code>
/// </summary>
internal sealed class CrashMarkFile : IDisposable
{
    /// <summary>Bounds the file at 144 KiB: over an hour more than one crash a second. What comes on top counts, but dies with the daemon.</summary>
    public const int MaxMarks = 4096;

    /// <summary>Flushes per minute: a program that crashes in a loop must not wear out the flash. The marks between survive the daemon, not a power cut.</summary>
    public const int MaxFlushes = 16;

    private const int BootOffset = 8;
    private const int UptimeOffset = 24;
    private const int CrcOffset = 32;
    private const int MarkBytes = 36;

    private static readonly TimeSpan FlushWindow = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private FileStream? _file;
    private int _marks;
    private long _windowStart;
    private int _flushes;

    private CrashMarkFile(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
    }

    /// <summary>Reads what is there. A torn end is cut off.</summary>
    public static CrashMarkFile Open(string path, TimeProvider time, AgentLog log, out IReadOnlyList<CrashMark> marks)
    {
        var file = new CrashMarkFile(path, time);
        var found = new List<CrashMark>();
        try
        {
            var bytes = File.Exists(path) ? File.ReadAllBytes(path).AsSpan() : [];
            while (bytes.Length >= MarkBytes && TryRead(bytes) is { } mark)
            {
                found.Add(mark);
                bytes = bytes[MarkBytes..];
            }

            if (bytes.Length > 0)
            {
                log.Warn("crash", $"{path}: the {bytes.Length} bytes behind {found.Count} crashes are none, and were cut off");
                using var torn = new FileStream(path, FileMode.Open, FileAccess.Write);
                torn.SetLength(found.Count * MarkBytes);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("crash", $"{path}: {e.Message}; crashes before the start are not known");
        }

        file._marks = found.Count;
        marks = found;
        return file;
    }

    /// <returns>False when there is no room for it.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    public bool TryAppend(CrashMark mark)
    {
        if (_marks == MaxMarks)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[MarkBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, mark.Number);
        mark.BootId.TryWriteBytes(bytes[BootOffset..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[UptimeOffset..], mark.UptimeMs);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[CrcOffset..], Crc32C.Of(bytes[..CrcOffset]));

        var isNew = _file is null && !File.Exists(_path);
        _file ??= new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        RandomAccess.Write(_file.SafeFileHandle, bytes, (long)_marks * MarkBytes);
        _marks++;
        if (MayFlush())
        {
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
            if (isNew)
            {
                DirectorySync.Flush(Path.GetDirectoryName(_path)!);
            }
        }

        return true;
    }

    /// <summary>Empties it, after all marks in it are reported.</summary>
    /// <exception cref="IOException">It could not be: the marks are known by their numbers, and not counted again.</exception>
    public void Clear()
    {
        if (_marks > 0)
        {
            _file ??= new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            _file.SetLength(0);
            _marks = 0;
        }
    }

    public void Dispose() => _file?.Dispose();

    private bool MayFlush()
    {
        if (_flushes == 0 || _time.GetElapsedTime(_windowStart) >= FlushWindow)
        {
            _windowStart = _time.GetTimestamp();
            _flushes = 0;
        }

        return ++_flushes <= MaxFlushes;
    }

    private static CrashMark? TryRead(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]) == Crc32C.Of(bytes[..CrcOffset])
            ? new CrashMark(
                BinaryPrimitives.ReadInt64LittleEndian(bytes),
                new Guid(bytes[BootOffset..UptimeOffset]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[UptimeOffset..]))
            : null;
}

using System.Buffers;
using Fleet.DeviceAgent.Native;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// A core on disk, in one zstd frame, under a temporary name until it is whole. When the disk fills, the frame is ended at the last place up to which
/// all was written, so that what is there can be read.
/// </summary>
internal sealed class CoreFile : ICoreOutput, IDisposable
{
    private const int Level = 3;

    /// <summary>256 KiB: a window of the level's own 2 MiB would be most of the handler's memory, and stacks do not repeat over such distances.</summary>
    private const int WindowLog = 18;

    private const int FlushEvery = 1024 * 1024;

    /// <summary>Last block, raw, of no bytes (RFC 8878, section 3.1.1.2).</summary>
    private static readonly byte[] EndOfFrame = [1, 0, 0];

    private readonly string _path;
    private readonly long _most;
    private readonly SafeFileHandle _file;
    private readonly Compressor _compressor = new(Level);
    private readonly byte[] _compressed = new byte[64 * 1024];
    private long _flushed;
    private int _sinceFlush;

    private CoreFile(string path, long most)
    {
        _path = path;
        _most = most;
        _file = CrashFolder.Create(path);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, WindowLog);
    }

    /// <summary>Compressed bytes so far.</summary>
    public long Length { get; private set; }

    /// <param name="path">Of the temporary file, which is not there yet.</param>
    /// <param name="most">Compressed bytes that it may have.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static CoreFile Create(string path, long most) => new(path, most);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, FlushEvery - _sinceFlush)];
            bytes = bytes[part.Length..];
            _sinceFlush += part.Length;
            while (!part.IsEmpty)
            {
                _compressor.WrapStream(part, _compressed, out var consumed, out var written, isFinalBlock: false);
                part = part[consumed..];
                Append(_compressed.AsSpan(0, written));
            }

            if (_sinceFlush == FlushEvery)
            {
                Flush();
            }
        }
    }

    public void Flush()
    {
        Drain(isFinalBlock: false);
        _flushed = Length;
        _sinceFlush = 0;
    }

    /// <summary>Ends the file, which has been flushed, and gives it its name, durably.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Complete(string path)
    {
        Drain(isFinalBlock: true);
        Keep(path);
    }

    /// <summary>Ends the file where it last was flushed, and gives it its name, durably. False when that is nowhere.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public bool TryCompleteCut(string path)
    {
        if (_flushed == 0)
        {
            return false;
        }

        RandomAccess.SetLength(_file, _flushed);
        RandomAccess.Write(_file, EndOfFrame, _flushed);
        Length = _flushed + EndOfFrame.Length;
        Keep(path);
        return true;
    }

    /// <summary>What was not completed is gone.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _compressor.Dispose();
        File.Delete(_path);
    }

    private void Keep(string path)
    {
        RandomAccess.FlushToDisk(_file);
        File.Move(_path, path);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    private void Drain(bool isFinalBlock)
    {
        OperationStatus status;
        do
        {
            status = _compressor.FlushStream(_compressed, out var written, isFinalBlock);
            Append(_compressed.AsSpan(0, written), isFinalBlock);
        }
        while (status == OperationStatus.DestinationTooSmall);
    }

    private void Append(ReadOnlySpan<byte> compressed, bool isEnd = false)
    {
        if (!isEnd && Length + compressed.Length > _most)
        {
            throw new CoreTooLargeException();
        }

        RandomAccess.Write(_file, compressed, Length);
        Length += compressed.Length;
    }
}

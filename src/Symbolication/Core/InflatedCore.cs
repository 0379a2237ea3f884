using System.Buffers;

namespace Fleet.Symbolication.Core;

/// <summary>What comes out of a compressed core: in memory first, in a temporary file when it is more. Pages of zeros are holes in the file.</summary>
internal sealed class InflatedCore(CoreOptions options) : IDisposable
{
    private const int PageBytes = 4096;

    /// <summary>Of most trimmed cores all; from the pool, so that nothing is touched that is not used.</summary>
    private const int FirstBytes = 1024 * 1024;

    /// <summary>Also where nothing is to be held in memory: what comes in is written from it.</summary>
    private const int LeastBytes = 256 * 1024;

    /// <summary>What has come out is copied whenever the buffer grows.</summary>
    private const int Growth = 4;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Clamp(options.MaxBytesInMemory, LeastBytes, FirstBytes));
    private int _used;
    private long _inFile;
    private string? _path;
    private FileStream? _file;

    public long Length => _inFile + _used;

    /// <summary>Room for what comes next.</summary>
    /// <param name="size">At most a quarter of what is held in memory.</param>
    public Span<byte> Block(int size)
    {
        if (_used + size > _buffer.Length)
        {
            var larger = Math.Min((long)Growth * _buffer.Length, options.MaxBytesInMemory);
            if (_file is null && larger >= _used + size)
            {
                Grow((int)larger);
            }
            else
            {
                Spill(_used / PageBytes * PageBytes);
            }
        }

        return _buffer.AsSpan(_used, Math.Min(size, _buffer.Length - _used));
    }

    public void Advance(int count) => _used += count;

    /// <summary>Forgets what is behind <paramref name="length"/>, which is among what came last.</summary>
    public void Cut(long length) => _used = (int)Math.Max(0, length - _inFile);

    /// <summary>All of it; this is empty then.</summary>
    public ByteSource ToSource()
    {
        if (_file is null)
        {
            var source = new RentedBytes(_buffer, _used);
            _buffer = [];
            return source;
        }

        Spill(_used);
        _file.SetLength(_inFile);
        _file.Flush();
        return ByteSource.Map(_path!);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _file?.Dispose();
        if (_path is not null)
        {
            File.Delete(_path);
        }
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, _used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Spill(int count)
    {
        _file ??= Create();
        for (var at = 0; at < count; at += PageBytes)
        {
            var page = _buffer.AsSpan(at, Math.Min(PageBytes, count - at));
            if (page.ContainsAnyExcept((byte)0))
            {
                RandomAccess.Write(_file.SafeFileHandle, page, _inFile + at);
            }
        }

        _inFile += count;
        _used -= count;
        _buffer.AsSpan(count, _used).CopyTo(_buffer);
    }

    private FileStream Create()
    {
        _path = Path.Combine(options.TemporaryDirectory, $"fleet-core-{Path.GetRandomFileName()}");
        return new FileStream(_path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
}

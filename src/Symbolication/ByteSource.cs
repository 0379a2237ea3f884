using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Fleet.Symbolication;

/// <summary>The bytes of a file that nobody changes any more, in memory or mapped. Safe to read from many threads.</summary>
public abstract class ByteSource : IDisposable
{
    public abstract long Length { get; }

    /// <summary>A view, without copying, valid until this is disposed.</summary>
    /// <exception cref="MalformedException">The range is not within the file.</exception>
    public ReadOnlyMemory<byte> View(ulong offset, ulong length, string what)
    {
        if (offset > (ulong)Length || length > (ulong)Length - offset || length > int.MaxValue)
        {
            throw new MalformedException(what, $"0x{length:x} bytes at 0x{offset:x} are not within the file's 0x{Length:x}, or are 2 GiB or more");
        }

        return length == 0 ? default : Slice((long)offset, (int)length);
    }

    /// <summary>What there is of a range: less than was asked for where the file ends, nothing behind it.</summary>
    public int Read(ulong offset, Span<byte> into)
    {
        if (offset >= (ulong)Length)
        {
            return 0;
        }

        var count = (int)Math.Min((ulong)into.Length, (ulong)Length - offset);
        Slice((long)offset, count).Span.CopyTo(into);
        return count;
    }

    public static ByteSource Of(ReadOnlyMemory<byte> bytes) => new InMemory(bytes);

    /// <summary>
    /// Maps a file. It must not become shorter while this is open: reading what was cut off ends the process. Only files that are never changed, as
    /// those of the blob store, or private copies. It is unmapped when it is disposed of, or when nobody has it any more, nor a view of it: whoever goes on with the span of a view holds one of them until the end.
    /// </summary>
    public static ByteSource Map(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Map(file);
    }

    /// <summary>The same of a file that is open, and stays mapped when that is closed or its name is gone.</summary>
    public static ByteSource Map(FileStream file) => file.Length == 0 ? Of(default) : new Mapped(file);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract ReadOnlyMemory<byte> Slice(long offset, int length);

    protected virtual void Dispose(bool disposing)
    {
    }

    private sealed class InMemory(ReadOnlyMemory<byte> bytes) : ByteSource
    {
        public override long Length => bytes.Length;

        protected override ReadOnlyMemory<byte> Slice(long offset, int length) => bytes.Slice((int)offset, length);
    }

    private sealed unsafe class Mapped : ByteSource
    {
        private readonly MemoryMappedFile _file;
        private readonly MemoryMappedViewAccessor _view;
        private readonly byte* _start;

        public Mapped(FileStream file)
        {
            Length = file.Length;
            _file = MemoryMappedFile.CreateFromFile(file, null, Length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);

            // The handle would wait for it for ever. What keeps the view is this, which each window holds.
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        public override long Length { get; }

        protected override ReadOnlyMemory<byte> Slice(long offset, int length) => new Window(this, _start + offset, length).Memory;

        protected override void Dispose(bool disposing)
        {
            _view.Dispose();
            _file.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed unsafe class Window(Mapped owner, byte* start, int length) : MemoryManager<byte>
    {
        // The map lives as long as somebody holds a window of it.
        private readonly Mapped _owner = owner;

        public override Span<byte> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex, pinnable: this);

        public override void Unpin() => GC.KeepAlive(_owner);

        protected override void Dispose(bool disposing)
        {
        }
    }
}

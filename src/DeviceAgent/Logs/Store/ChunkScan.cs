using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>Reads a chunk's file block by block, whatever state it is in. Behind bytes that are no block it looks for the next.</summary>
internal sealed class ChunkScan
{
    private const int WindowBytes = 64 * 1024;

    private readonly SafeFileHandle _file;
    private readonly long _length;
    private byte[] _buffer = new byte[4096];

    private ChunkScan(SafeFileHandle file)
    {
        _file = file;
        _length = RandomAccess.GetLength(file);
    }

    public ChunkHealth Health { get; private set; }

    public ChunkIndex Index { get; } = new();

    /// <summary>Where the good blocks are.</summary>
    public List<(long Offset, int Length)> Blocks { get; } = [];

    /// <summary>Bytes up to the end of the last good block.</summary>
    public long End { get; private set; } = ChunkCodec.HeaderBytes;

    public bool HasFooter { get; private set; }

    public static ChunkScan Run(SafeFileHandle file)
    {
        var scan = new ChunkScan(file);
        scan.Run();
        return scan;
    }

    /// <summary>The index of a chunk that was closed, from its end alone; null when there is no good footer.</summary>
    public static ChunkIndex? ReadFooter(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        Span<byte> tail = stackalloc byte[4];
        if (length < ChunkCodec.HeaderBytes + ChunkCodec.FooterOverheadBytes || RandomAccess.Read(file, tail, length - 4) != 4)
        {
            return null;
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (size <= ChunkCodec.FooterOverheadBytes || size > Math.Min(length - ChunkCodec.HeaderBytes, ChunkCodec.MaxIndexBytes))
        {
            return null;
        }

        var footer = new byte[size];
        var index = new ChunkIndex();
        return ReadFully(file, footer, length - size) && ChunkCodec.TryReadFooter(footer, index) ? index : null;
    }

    private void Run()
    {
        var block = new ChunkIndex();
        long at = ChunkCodec.HeaderBytes;
        var hasGap = false;
        while (at < _length)
        {
            if (TryReadBlock(at, block, out var length))
            {
                Health = hasGap ? ChunkHealth.Corrupt : Health;
                Blocks.Add((at, length));
                Index.Add(block);
                at += length;
                End = at;
            }
            else if (IsFooter(at))
            {
                HasFooter = true;
                Health = hasGap ? ChunkHealth.Corrupt : Health;
                return;
            }
            else
            {
                hasGap = true;
                at = NextCandidate(at + 1);
            }
        }

        Health = hasGap && Health == ChunkHealth.Whole ? ChunkHealth.Torn : Health;
    }

    private bool TryReadBlock(long at, ChunkIndex block, out int length)
    {
        length = 0;
        Span<byte> prefix = stackalloc byte[ChunkCodec.BlockPrefixBytes];
        if (!ReadFully(_file, prefix, at) || ChunkCodec.BlockLength(prefix) is var size && (size == 0 || size > _length - at))
        {
            return false;
        }

        if (_buffer.Length < size)
        {
            _buffer = new byte[Math.Max(size, 2 * _buffer.Length)];
        }

        block.Clear();
        length = size;
        return ReadFully(_file, _buffer.AsSpan(0, size), at) && ChunkCodec.TryReadBlock(_buffer.AsMemory(0, size), block);
    }

    private bool IsFooter(long at)
    {
        var size = _length - at;
        if (size > ChunkCodec.MaxIndexBytes)
        {
            return false;
        }

        var footer = new byte[size];
        return ReadFully(_file, footer, at) && ChunkCodec.TryReadFooter(footer, new ChunkIndex());
    }

    /// <summary>The next place where the name of a block or a footer stands; the end when none does.</summary>
    private long NextCandidate(long from)
    {
        Span<byte> name = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(name, ChunkCodec.BlockMagic);
        var window = new byte[WindowBytes];
        while (from < _length)
        {
            var read = RandomAccess.Read(_file, window, from);
            for (var i = 0; i + 4 <= read; i++)
            {
                if (window.AsSpan(i + 1, 3).SequenceEqual(name[1..]) && window[i] is (byte)(ChunkCodec.BlockMagic & 0xFF) or (byte)(ChunkCodec.FooterMagic & 0xFF))
                {
                    return from + i;
                }
            }

            if (read < 4 || from + read >= _length)
            {
                break;
            }

            from += read - 3;
        }

        return _length;
    }

    private static bool ReadFully(SafeFileHandle file, Span<byte> destination, long offset)
    {
        for (var total = 0; total < destination.Length;)
        {
            var read = RandomAccess.Read(file, destination[total..], offset + total);
            if (read == 0)
            {
                return false;
            }

            total += read;
        }

        return true;
    }
}

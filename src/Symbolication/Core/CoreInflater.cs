using System.Buffers;
using System.IO.Compression;
using Fleet.Symbolication.Elf;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Fleet.Symbolication.Core;

/// <summary>Cores that are compressed: by our agent, by systemd-coredump, by whoever uploads one. What they are their first bytes say, no name.</summary>
internal static class CoreInflater
{
    /// <summary>8 MiB, the largest of zstd's levels 1 to 19. A window is allocated before anything is read.</summary>
    private const int MaxZstdWindowLog = 23;

    private const int BlockBytes = 128 * 1024;

    /// <summary>Of the core before, with its window: making one for each would cost a quarter of inflating a small core. What it has of that core no other can refer to.</summary>
    private static Decompressor? _decompressor;

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xb5, 0x2f, 0xfd];

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    private static ReadOnlySpan<byte> XzMagic => [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private static ReadOnlySpan<byte> Lz4Magic => [0x04, 0x22, 0x4d, 0x18];

    /// <returns>What is inside, to be disposed of; null when the core is not compressed.</returns>
    /// <exception cref="MalformedException">Nothing comes out of it, or it is compressed in a way that is not supported.</exception>
    /// <exception cref="IOException">The temporary file cannot be written.</exception>
    public static ByteSource? Inflate(ByteSource core, string what, CoreOptions options, CoreWarnings warnings)
    {
        Span<byte> magic = stackalloc byte[8];
        magic = magic[..core.Read(0, magic)];
        if (magic.StartsWith(XzMagic) || magic.StartsWith(Lz4Magic))
        {
            throw new MalformedException(what, $"is compressed with {(magic.StartsWith(XzMagic) ? "xz" : "lz4")}; zstd, gzip and none are supported");
        }

        if (magic.StartsWith(ZstdMagic))
        {
            return InflateZstd(core, what, options, warnings);
        }

        if (magic.StartsWith(GzipMagic))
        {
            using var gzip = new GZipStream(new ByteSourceStream(core), CompressionMode.Decompress);
            return Inflate(gzip, core, what, options, warnings, out _);
        }

        return null;
    }

    private static ByteSource InflateZstd(ByteSource core, string what, CoreOptions options, CoreWarnings warnings)
    {
        var decompressor = Interlocked.Exchange(ref _decompressor, null) ?? NewDecompressor();
        var isWhole = false;
        try
        {
            if (TryInflateAtOnce(core, decompressor, what, options) is { } inMemory)
            {
                isWhole = true;
                return inMemory;
            }

            using var zstd = new DecompressionStream(new ByteSourceStream(core), decompressor, BlockBytes);
            return Inflate(zstd, core, what, options, warnings, out isWhole);
        }
        finally
        {
            // One that has stopped within a core is in no state to begin with the next.
            if (!isWhole || Interlocked.CompareExchange(ref _decompressor, decompressor, null) is not null)
            {
                decompressor.Dispose();
            }
        }
    }

    /// <summary>
    /// A whole core that fits into memory, without its bytes going through a window first: what is not so, is damaged or larger, is inflated piece by piece,
    /// from its start.
    /// </summary>
    private static RentedBytes? TryInflateAtOnce(ByteSource core, Decompressor decompressor, string what, CoreOptions options)
    {
        var most = Math.Min(options.MaxBytesInMemory, options.MostFor(core.Length));
        if (core.Length > most)
        {
            return null;
        }

        byte[]? buffer = null;
        try
        {
            // As its headers say, else 128 KiB a block: what they claim wrongly is no more than may be in memory.
            var compressed = core.View(0, (ulong)core.Length, what).Span;
            var bound = Decompressor.GetDecompressedSize(compressed);
            if (bound == 0 || bound > (ulong)most)
            {
                return null;
            }

            buffer = ArrayPool<byte>.Shared.Rent((int)bound);
            if (decompressor.TryUnwrap(compressed, buffer.AsSpan(0, (int)bound), out var count) && count > 0)
            {
                var inflated = new RentedBytes(buffer, count);
                buffer = null;
                return inflated;
            }
        }
        catch (ZstdException)
        {
            // As far as it goes: by pieces.
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        return null;
    }

    private static Decompressor NewDecompressor()
    {
        var decompressor = new Decompressor();
        decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxZstdWindowLog);
        return decompressor;
    }

    private static ByteSource Inflate(Stream stream, ByteSource core, string what, CoreOptions options, CoreWarnings warnings, out bool isWhole)
    {
        isWhole = false;
        var most = options.MostFor(core.Length);
        using var output = new InflatedCore(options);
        try
        {
            while (true)
            {
                var count = stream.Read(output.Block(BlockBytes));
                if (count == 0)
                {
                    isWhole = true;
                    break;
                }

                output.Advance(count);
                if (output.Length > most)
                {
                    output.Cut(most);
                    warnings.Add($"The core inflates to more than {most} bytes: the rest was not read.");
                    break;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException)
        {
            if (output.Length == 0)
            {
                throw new MalformedException(what, $"cannot be inflated: {e.Message}");
            }

            warnings.Add($"The compressed core is cut or damaged; {output.Length} bytes came out: {e.Message}.");
        }

        return output.ToSource();
    }
}

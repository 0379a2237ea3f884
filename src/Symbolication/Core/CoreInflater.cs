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
            using var zstd = new DecompressionStream(new ByteSourceStream(core), BlockBytes);
            zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxZstdWindowLog);
            return Inflate(zstd, core, what, options, warnings);
        }

        if (magic.StartsWith(GzipMagic))
        {
            using var gzip = new GZipStream(new ByteSourceStream(core), CompressionMode.Decompress);
            return Inflate(gzip, core, what, options, warnings);
        }

        return null;
    }

    private static ByteSource Inflate(Stream stream, ByteSource core, string what, CoreOptions options, CoreWarnings warnings)
    {
        var most = options.MostFor(core.Length);
        using var output = new InflatedCore(options);
        try
        {
            while (true)
            {
                var count = stream.Read(output.Block(BlockBytes));
                if (count == 0)
                {
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

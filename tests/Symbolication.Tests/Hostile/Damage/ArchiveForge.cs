using System.IO.Compression;
using System.Text;

namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Archives in archives, each well formed but for what is chosen to be wrong: sizes, counts, names, kinds of entries, directories that point elsewhere.</summary>
/// <param name="leaves">What real files are in them.</param>
internal sealed class ArchiveForge(IReadOnlyList<byte[]> leaves)
{
    private const int Block = 512;
    private const int MaxLeaf = 64 * 1024;

    /// <summary>Deeper than what is read.</summary>
    private const int MaxDepth = 8;

    private static readonly string[] Names =
        ["usr/bin/prog", "../../../../etc/passwd", "/etc/shadow", "data.tar.xz", "debian-binary", "", ".", "a\0b", "\r\n\u001b[2J", "x/", "con", "TRAILER!!!", "\u202e.so", "a!b!c"];

    public byte[] Make(Random random, int depth = 0) => random.Next(9) switch
    {
        0 or 1 => Tar(random, depth),
        2 => Ar(random, depth),
        3 => Cpio(random, depth),
        4 => Rpm(random, depth),
        5 => Zip(random, depth),
        6 => PackedDamage.Gzip(Content(random, depth)),
        7 => PackedDamage.Zstd(Content(random, depth), 1),
        _ => PackedDamage.Contain(Tar(random, depth), random),
    };

    private byte[] Content(Random random, int depth)
    {
        if (depth < MaxDepth && random.Next(3) == 0)
        {
            return Make(random, depth + 1);
        }

        var leaf = leaves[random.Next(leaves.Count)];
        return random.Next(4) == 0 ? RandomDamage.Apply((byte[])leaf.Clone(), random) : leaf.Length > MaxLeaf ? leaf[..MaxLeaf] : leaf;
    }

    private static string Name(Random random) => random.Next(6) switch
    {
        0 => new string('n', 1 << random.Next(1, 17)),
        1 => string.Concat(Enumerable.Repeat("d/", random.Next(1, 200))),
        _ => Names[random.Next(Names.Length)],
    };

    /// <summary>How many entries: few with content, or many without.</summary>
    private static int Count(Random random) => random.Next(16) == 0 ? random.Next(1, 20_000) : random.Next(1, 4);

    private byte[] Tar(Random random, int depth)
    {
        var tar = new MemoryStream();
        var count = Count(random);
        for (var i = 0; i < count; i++)
        {
            var content = count > 100 ? [] : Content(random, depth);
            var header = new byte[Block];
            var name = Encoding.UTF8.GetBytes(Name(random));
            name.AsSpan(0, Math.Min(name.Length, 100)).CopyTo(header);
            var size = random.Next(6) == 0 ? HostileNumbers.Next(random, (ulong)content.Length) : (ulong)content.Length;
            Size(header, size, random);
            header[156] = random.Next(3) == 0 ? (byte)"xgLK0123457\0S"[random.Next(13)] : (byte)'0';
            "ustar\000"u8.CopyTo(header.AsSpan(257));
            if (header[156] is (byte)'x' or (byte)'g')
            {
                content = Encoding.ASCII.GetBytes(Pax(random));
                Size(header, (ulong)content.Length, random);
            }

            if (random.Next(20) != 0)
            {
                "        "u8.CopyTo(header.AsSpan(148));
                Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
            }

            tar.Write(header);
            tar.Write(content);
            tar.Write(new byte[(Block - (content.Length % Block)) % Block]);
        }

        tar.Write(new byte[2 * Block]);
        return tar.ToArray();
    }

    private static void Size(byte[] header, ulong size, Random random)
    {
        if (size < 1UL << 33 && random.Next(8) != 0)
        {
            Encoding.ASCII.GetBytes(Convert.ToString((long)size, 8).PadLeft(11, '0')).CopyTo(header, 124);
            return;
        }

        header[124] = (byte)(random.Next(4) == 0 ? random.Next(256) : 0x80);
        for (var i = 0; i < 8; i++)
        {
            header[128 + i] = (byte)(size >> (56 - (8 * i)));
        }
    }

    private static string Pax(Random random)
    {
        var text = new StringBuilder();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var record = random.Next(3) switch { 0 => $"size={HostileNumbers.Next(random)}", 1 => $"path={Name(random)}", _ => $"size={random.Next(-5, 5)}" };
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(random.Next(4) == 0 ? HostileNumbers.Next(random) : (ulong)record.Length + 4)} {record}\n");
        }

        return text.ToString();
    }

    private byte[] Ar(Random random, int depth)
    {
        var ar = new MemoryStream();
        ar.Write("!<arch>\n"u8);
        var count = Count(random);
        for (var i = 0; i < count; i++)
        {
            var content = count > 100 ? [] : Content(random, depth);
            var size = random.Next(6) == 0 ? HostileNumbers.Next(random, (ulong)content.Length) : (ulong)content.Length;
            var name = Name(random);
            ar.Write(Encoding.Latin1.GetBytes($"{name[..Math.Min(name.Length, 16)],-16}{0,-12}{0,-6}{0,-6}{"100644",-8}{size,-10}"[..58]));
            ar.Write("`\n"u8);
            ar.Write(content);
            ar.Write(new byte[content.Length % 2]);
        }

        return ar.ToArray();
    }

    private byte[] Cpio(Random random, int depth)
    {
        var cpio = new MemoryStream();
        void Pad() => cpio.Write(new byte[(4 - (cpio.Length % 4)) % 4]);
        var count = Count(random);
        for (var i = 0; i <= count; i++)
        {
            var content = count > 100 || i == count ? [] : Content(random, depth);
            var name = i == count ? "TRAILER!!!" : Name(random);
            var encoded = Encoding.UTF8.GetBytes(name + "\0");
            uint[] fields = [1, random.Next(4) == 0 ? (uint)random.Next() : 0x81ed, 0, 0, 1, 0, (uint)content.Length, 0, 0, 0, 0, (uint)encoded.Length, 0];
            if (random.Next(6) == 0)
            {
                fields[random.Next(2) == 0 ? 6 : 11] = (uint)HostileNumbers.Next(random, (ulong)content.Length);
            }

            cpio.Write(Encoding.ASCII.GetBytes($"070701{string.Concat(fields.Select(f => f.ToString("x8", System.Globalization.CultureInfo.InvariantCulture)))}"));
            cpio.Write(encoded);
            Pad();
            cpio.Write(content);
            Pad();
        }

        return cpio.ToArray();
    }

    private byte[] Rpm(Random random, int depth)
    {
        byte[] Header(int bytes)
        {
            var header = new byte[32 + bytes];
            ((byte[])[0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, (byte)bytes]).CopyTo(header, 0);
            if (random.Next(6) == 0)
            {
                HostileNumbers.Write(header, 8 + (4 * random.Next(2)), 4, HostileNumbers.Next(random));
            }

            return header;
        }

        var lead = new byte[96];
        ((byte[])[0xed, 0xab, 0xee, 0xdb, 3, 0]).CopyTo(lead, 0);
        var payload = Cpio(random, depth);
        return [.. lead, .. Header(5), .. new byte[3], .. Header(21), .. random.Next(2) == 0 ? PackedDamage.Contain(payload, random) : payload];
    }

    private byte[] Zip(Random random, int depth)
    {
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var count = random.Next(1, 4); count > 0; count--)
            {
                var name = Name(random);
                using var entry = zip.CreateEntry(name.Length is 0 or > 60_000 ? "n" : name, (CompressionLevel)random.Next(1, 3)).Open();
                entry.Write(Content(random, depth));
            }
        }

        // Numbers of local headers, of the directory and of its end.
        var bytes = packed.ToArray();
        var places = Enumerable.Range(0, Math.Max(0, bytes.Length - 4)).Where(at => bytes[at] == 'P' && bytes[at + 1] == 'K' && (bytes[at + 2], bytes[at + 3]) is (1, 2) or (3, 4) or (5, 6)).ToList();
        for (var count = random.Next(5); count > 0 && places.Count > 0; count--)
        {
            var size = 2 * random.Next(1, 3);
            HostileNumbers.Write(bytes, places[random.Next(places.Count)] + 4 + (2 * random.Next(21)), size, HostileNumbers.Next(random, (ulong)bytes.Length));
        }

        return bytes;
    }
}

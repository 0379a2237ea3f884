using System.Buffers.Binary;

namespace Fleet.Cli.Symbols.Archives;

/// <summary>Passes over what is before the payload of an RPM package: the lead, the signature and the header (https://rpm-software-management.github.io/rpm/manual/format_v4.html).</summary>
internal static class RpmPayload
{
    private const int LeadBytes = 96;

    /// <summary>Of a header; RPM's own limit is 256 MiB, packages have some 10 MiB at most.</summary>
    private const uint MaxHeaderBytes = 256 << 20;

    private const int IndexEntryBytes = 16;

    public static void SkipTo(Stream rpm, string archive)
    {
        new EntryStream(rpm, LeadBytes, archive).Finish();
        var signature = SkipHeader(rpm, archive);
        new EntryStream(rpm, (8 - (signature % 8)) % 8, archive).Finish();
        SkipHeader(rpm, archive);
    }

    /// <returns>Bytes of it.</returns>
    private static long SkipHeader(Stream rpm, string archive)
    {
        var intro = new byte[16];
        if (rpm.ReadAtLeast(intro, intro.Length, throwOnEndOfStream: false) < intro.Length || !intro.AsSpan().StartsWith((byte[])[0x8e, 0xad, 0xe8, 0x01]))
        {
            throw new ArchiveException($"{archive}: a header of rpm is damaged");
        }

        var (entries, bytes) = (BinaryPrimitives.ReadUInt32BigEndian(intro.AsSpan(8)), BinaryPrimitives.ReadUInt32BigEndian(intro.AsSpan(12)));
        var length = ((long)entries * IndexEntryBytes) + bytes;
        if (length > MaxHeaderBytes)
        {
            throw new ArchiveException($"{archive}: a header of {length} bytes");
        }

        new EntryStream(rpm, length, archive).Finish();
        return intro.Length + length;
    }
}

using System.Buffers.Binary;

namespace Fleet.Cli.Import;

/// <summary>
/// Reads what an agent exported for a device without a network; docs/design/export-file.md has the format. Records come one by one and attachments stay in
/// the file, so that its size is of no matter.
/// </summary>
internal sealed class ExportFile(Stream file)
{
    public const int MagicBytes = 4;
    public const int HeaderBytes = 8;

    /// <summary>The next record; null behind the last.</summary>
    /// <exception cref="ExportFileException">The file is damaged, or none.</exception>
    public ExportRecord? Next()
    {
        if (file.Position == 0)
        {
            ReadMagic();
        }

        var at = file.Position;
        Span<byte> header = stackalloc byte[HeaderBytes];
        var read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        if (read < HeaderBytes)
        {
            throw new ExportFileException(at, $"a record's header is cut off after {read} of {HeaderBytes} bytes: the file was not copied whole");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        var kind = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (length > file.Length - file.Position)
        {
            throw new ExportFileException(at, $"a record of {length} bytes, of which {file.Length - file.Position} are there: the file was not copied whole");
        }

        return new ExportRecord(at, (ExportRecordKind)kind, file.Position, length);
    }

    /// <summary>All bytes of a record behind its header.</summary>
    public byte[] Read(ExportRecord record)
    {
        file.Position = record.Start;
        var bytes = new byte[record.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Goes on behind a record.</summary>
    public void Skip(ExportRecord record) => file.Position = record.Start + record.Length;

    /// <summary>A part of the file as a stream of its own.</summary>
    public FileSlice Slice(long start, long length) => new(file, start, length);

    private void ReadMagic()
    {
        Span<byte> magic = stackalloc byte[MagicBytes];
        if (file.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false) < MagicBytes || !magic.SequenceEqual("FLX1"u8))
        {
            throw new ExportFileException(0, "does not begin with FLX1: this is no file that 'fleetctl export' wrote");
        }
    }
}

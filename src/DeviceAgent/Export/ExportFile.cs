using System.Buffers;
using System.Buffers.Binary;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;
using Fleet.DeviceAgent.Sync;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Export;

/// <summary>
/// Writes all that waits into one file that somebody carries to a server: <c>"FLX1"</c>, then records of <c>length u32, kind u32, content</c>,
/// little-endian. Kind 1 is an attachment, its SHA-256 and its bytes; kind 2 a request as it would be sent. Attachments come before the requests
/// that name them. Entries keep their epoch and numbers: whichever way they reach the server first counts, and no second does.
/// </summary>
internal sealed class ExportFile(EntryQueue queue, Spool spool, SyncRequestFactory factory)
{
    private const uint AttachmentKind = 1;
    private const uint RequestKind = 2;
    private const int DigestBytes = 32;
    private const int MaxBatchBytes = 128 * 1024;
    private const int BufferBytes = 64 * 1024;

    private static ReadOnlySpan<byte> Magic => "FLX1"u8;

    /// <exception cref="IOException">The queue or the file cannot be written: what there is of the file was removed. Or there is another file than an export.</exception>
    public ExportResult Write(string path)
    {
        CheckIsNoOther(path);
        queue.Flush();
        var fresh = path + ".part";
        try
        {
            ExportResult result;
            using (var file = new FileStream(fresh, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                result = Write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(fresh, path, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    /// <summary>An export of before is replaced; whatever else somebody names by mistake is not, be it a file of this agent's own.</summary>
    private static void CheckIsNoOther(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        Span<byte> begin = stackalloc byte[4];
        using var file = File.OpenRead(path);
        if (!begin[..file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false)].SequenceEqual(Magic))
        {
            throw new IOException("there is a file that is no export; it stays as it is");
        }
    }

    private ExportResult Write(FileStream file)
    {
        file.Write(Magic);
        var attachments = 0;
        foreach (var named in queue.Attachments().DistinctBy(named => named.Attachment.Sha256))
        {
            attachments += TryWrite(file, named.Attachment) ? 1 : 0;
        }

        var entries = 0;
        foreach (var batch in queue.Batches(MaxBatchBytes))
        {
            var tables = new Dictionary<TableHash, ReadOnlyMemory<byte>>();
            foreach (var (header, _) in batch.Entries)
            {
                if (header.Table != default && queue.FindTable(header.Table) is { IsEmpty: false } table)
                {
                    tables[header.Table] = table;
                }
            }

            var frame = new ArrayBufferWriter<byte>();
            SyncRequestCodec.Write(frame, factory.Create(batch, [.. tables.Values]));
            WriteHeader(file, (uint)frame.WrittenCount, RequestKind);
            file.Write(frame.WrittenSpan);
            entries += batch.Entries.Count;
        }

        return new ExportResult(entries, attachments, file.Length);
    }

    private bool TryWrite(FileStream file, Attachment attachment)
    {
        using var content = spool.OpenRead(attachment.Sha256);

        // Evicted meanwhile, or beyond what a length can say.
        if (content is null || content.Length != attachment.Bytes || attachment.Bytes > uint.MaxValue - DigestBytes)
        {
            return false;
        }

        WriteHeader(file, (uint)attachment.Bytes + DigestBytes, AttachmentKind);
        file.Write(Convert.FromHexString(attachment.Sha256));
        content.CopyTo(file, BufferBytes);
        return true;
    }

    private static void WriteHeader(FileStream file, uint length, uint kind)
    {
        Span<byte> header = stackalloc byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(header, length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[sizeof(uint)..], kind);
        file.Write(header);
    }
}

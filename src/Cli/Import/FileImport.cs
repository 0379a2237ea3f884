using System.Buffers;
using System.Security.Cryptography;
using Fleet.Protocol;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;

namespace Fleet.Cli.Import;

/// <summary>
/// Sends what a file holds, in its order, as the device would have. Exactly once comes from the protocol: entries carry the epoch and number of the device's
/// queue, so that a file that is imported twice, or on its way when the line broke, counts once.
/// </summary>
internal sealed class FileImport(ExportFile file, DeviceHttp server)
{
    public ImportSummary Summary { get; } = new();

    /// <exception cref="ExportFileException">The file is damaged. What stood before the damage has been sent.</exception>
    /// <exception cref="CliException">The server does not take it.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (file.Next() is { } record)
        {
            switch (record.Kind)
            {
                case ExportRecordKind.Attachment:
                    await UploadAsync(record, cancellation);
                    break;
                case ExportRecordKind.Frame:
                    await SyncAsync(record, cancellation);
                    break;
                default:
                    throw new ExportFileException(record.At, $"a record of kind {(uint)record.Kind}, which this program does not know: damage, or a newer agent's");
            }

            file.Skip(record);
        }
    }

    private async Task UploadAsync(ExportRecord record, CancellationToken cancellation)
    {
        const int DigestBytes = SHA256.HashSizeInBytes;
        if (record.Length < DigestBytes)
        {
            throw new ExportFileException(record.At, $"an attachment of {record.Length} bytes: its digest alone has {DigestBytes}");
        }

        var digest = file.Read(record with { Length = DigestBytes });
        var length = record.Length - DigestBytes;
        if (!await server.UploadAsync(digest, length, offset => file.Slice(record.Start + DigestBytes + offset, length - offset), cancellation))
        {
            throw new ExportFileException(record.At, $"the attachment is not what its digest {Convert.ToHexStringLower(digest)} says: the file is damaged");
        }

        Summary.Attachments++;
    }

    private async Task SyncAsync(ExportRecord record, CancellationToken cancellation)
    {
        if (record.Length > ProtocolLimits.MaxFrameBytes)
        {
            throw new ExportFileException(record.At, $"a frame of {record.Length} bytes, at most {ProtocolLimits.MaxFrameBytes} allowed");
        }

        SyncRequest request;
        try
        {
            request = SyncRequestCodec.Read(file.Read(record));
        }
        catch (ProtocolException e)
        {
            throw new ExportFileException(record.At, $"a frame that does not decode: {e.Message}");
        }

        await SyncAsync(request, cancellation);
    }

    private async Task SyncAsync(SyncRequest request, CancellationToken cancellation)
    {
        var frame = new ArrayBufferWriter<byte>();
        SyncRequestCodec.Write(frame, request);
        var compressed = FrameCompression.Compress(frame.WrittenSpan);
        if (compressed.Length > ProtocolLimits.MaxCompressedBytes && request.Entries.Count > 1)
        {
            var half = request.Entries.Count / 2;
            await SyncAsync(request with { Entries = [.. request.Entries.Take(half)] }, cancellation);
            await SyncAsync(request with { Entries = [.. request.Entries.Skip(half)] }, cancellation);
            return;
        }

        var (reply, repeated) = await server.SyncAsync(compressed, cancellation);
        var acknowledged = request.Entries.Count(e => reply.Acknowledged.Any(r => e.Number >= r.First && e.Number <= r.Last));
        Summary.Frames++;
        Summary.Acknowledged += acknowledged;
        Summary.Duplicates += repeated;
        Summary.Rejected += reply.Rejected.Count;
        Summary.Left += request.Entries.Count - acknowledged - reply.Rejected.Count;
    }
}

using System.Buffers.Binary;

namespace Fleet.Silo.Workers;

/// <summary>Messages over two streams: what is written is sent at once; what is read takes memory as it comes and not as it was promised.</summary>
internal sealed class WorkerPipe(Stream input, Stream output)
{
    /// <summary>Read at a time, so that a length alone allocates little.</summary>
    private const int PieceBytes = 256 * 1024;

    private readonly byte[] _length = new byte[sizeof(int)];

    public async Task SendAsync(WorkerMessage message, CancellationToken cancellation)
    {
        await output.WriteAsync(message.Encode(), cancellation);
        await output.FlushAsync(cancellation);
    }

    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">What came is no message.</exception>
    public async Task<WorkerMessage?> ReceiveAsync(CancellationToken cancellation)
    {
        if (await input.ReadAtLeastAsync(_length, _length.Length, throwOnEndOfStream: false, cancellation) < _length.Length)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(_length);
        if (length is <= 0 or > WorkerMessage.MaxBytes)
        {
            throw new InvalidDataException($"a message of {length} bytes; 1 to {WorkerMessage.MaxBytes} are expected");
        }

        using var bytes = new MemoryStream(Math.Min(length, PieceBytes));
        var piece = new byte[Math.Min(length, PieceBytes)];
        while (bytes.Length < length)
        {
            var read = await input.ReadAsync(piece.AsMemory(0, (int)Math.Min(piece.Length, length - bytes.Length)), cancellation);
            if (read == 0)
            {
                return null;
            }

            bytes.Write(piece, 0, read);
        }

        return WorkerMessage.Decode(bytes.GetBuffer().AsMemory(0, length));
    }
}

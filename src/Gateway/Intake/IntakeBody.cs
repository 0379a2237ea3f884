using System.IO.Compression;
using System.IO.Pipelines;
using Fleet.Gateway.Devices;
using Microsoft.AspNetCore.Http.Features;
using Snappier;

namespace Fleet.Gateway.Intake;

/// <summary>A body as it arrives and as it is meant, both bounded before they are held.</summary>
internal sealed class IntakeBody(InFlightBudget budget)
{
    /// <summary>Bytes as they arrive: collectors and Prometheus send some hundred kilobytes at most.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Bytes after decompression.</summary>
    public const int MaxDecompressedBytes = 16 * 1024 * 1024;

    /// <summary>Reads a body and does something with it, within what the gateway holds at a time.</summary>
    /// <exception cref="IntakeException">It is too large, or not compressed as it says; 429 when there is no room now.</exception>
    public async Task UseAsync(HttpContext context, Func<byte[], byte[]> decompress, Func<byte[], Task> use)
    {
        var reserved = context.Request.ContentLength ?? MaxBytes;
        if (context.Request.ContentLength > MaxBytes)
        {
            throw TooLarge(MaxBytes);
        }

        if (!budget.TryEnter(reserved))
        {
            throw NoRoom();
        }

        try
        {
            var body = decompress(await ReadAsync(context));
            reserved += budget.TryReserve(body.Length) ? body.Length : throw NoRoom();
            await use(body);
        }
        finally
        {
            budget.Leave(reserved);
        }
    }

    /// <exception cref="IntakeException">It is no gzip, or too large.</exception>
    public static byte[] Gunzip(byte[] body)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            for (var read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
            {
                if (plain.Length + read > MaxDecompressedBytes)
                {
                    throw TooLarge(MaxDecompressedBytes);
                }

                plain.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new IntakeException(StatusCodes.Status400BadRequest, $"body: not gzip: {e.Message}", e);
        }

        return plain.ToArray();
    }

    /// <exception cref="IntakeException">It is no block of Snappy, or too large.</exception>
    public static byte[] Unsnap(byte[] body)
    {
        try
        {
            return Snappy.GetUncompressedLength(body) <= MaxDecompressedBytes ? Snappy.DecompressToArray(body) : throw TooLarge(MaxDecompressedBytes);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new IntakeException(StatusCodes.Status400BadRequest, $"body: not a block of Snappy: {e.Message}", e);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBytes;
        }

        try
        {
            using var body = new MemoryStream();
            await context.Request.BodyReader.CopyToAsync(body, context.RequestAborted);
            return body.ToArray();
        }
        catch (BadHttpRequestException e)
        {
            throw new IntakeException(e.StatusCode, $"body: {e.Message}", e);
        }
    }

    private static IntakeException NoRoom() =>
        new(StatusCodes.Status429TooManyRequests, "as much as this gateway takes at a time is on its way");

    private static IntakeException TooLarge(int limit) =>
        new(StatusCodes.Status413PayloadTooLarge, $"body: more than {limit} bytes; send smaller batches");
}

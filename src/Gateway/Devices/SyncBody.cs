using System.IO.Pipelines;
using Fleet.Protocol;

namespace Fleet.Gateway.Devices;

/// <summary>Reads a request's body into one array of its own: entries stay slices of it for as long as the grain holds them.</summary>
internal static class SyncBody
{
    /// <summary>
    /// Beside the time that the body takes on the slowest link. A body in flight holds a place of <see cref="InFlightBudget"/>, and whoever
    /// trickles holds it from the others.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>From the first wait for bytes to the last byte.</summary>
    /// <param name="length">Of the body, as announced; 0 when it is not known, which agents never do.</param>
    public static TimeSpan DeadlineOf(long length) => Patience + TimeSpan.FromSeconds(length / ProtocolLimits.SlowestBytesPerSecond);

    /// <param name="reader">The body.</param>
    /// <param name="length">As announced, at most <see cref="ProtocolLimits.MaxCompressedBytes"/>; 0 when it is not known.</param>
    /// <param name="time">For the deadline.</param>
    /// <param name="aborted">When the caller goes away.</param>
    /// <returns>Null when the body is longer than <see cref="ProtocolLimits.MaxCompressedBytes"/>.</returns>
    /// <exception cref="BadHttpRequestException">Status 408: the body was not there by the deadline.</exception>
    public static async ValueTask<byte[]?> ReadAsync(PipeReader reader, long length, TimeProvider time, CancellationToken aborted)
    {
        // Most bodies came with their headers: these need no timer.
        if (reader.TryRead(out var result) && Take(reader, result, out var body))
        {
            return body;
        }

        using var deadline = new CancellationTokenSource(DeadlineOf(length), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, aborted);
        try
        {
            while (!Take(reader, await reader.ReadAsync(either.Token), out body))
            {
            }

            return body;
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException(
                $"body: not complete after {DeadlineOf(length).TotalSeconds} s; send fewer entries at once", StatusCodes.Status408RequestTimeout, e);
        }
    }

    /// <returns>False when there is more to come.</returns>
    private static bool Take(PipeReader reader, ReadResult result, out byte[]? body)
    {
        var buffer = result.Buffer;
        body = null;
        if (buffer.Length > ProtocolLimits.MaxCompressedBytes)
        {
            reader.AdvanceTo(buffer.End);
            return true;
        }

        if (result.IsCompleted)
        {
            body = System.Buffers.BuffersExtensions.ToArray(buffer);
            reader.AdvanceTo(buffer.End);
            return true;
        }

        reader.AdvanceTo(buffer.Start, buffer.End);
        return false;
    }
}

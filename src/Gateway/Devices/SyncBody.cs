using System.IO.Pipelines;
using Fleet.Protocol;

namespace Fleet.Gateway.Devices;

/// <summary>Reads a request's body into one array of its own: entries stay slices of it for as long as the grain holds them.</summary>
internal static class SyncBody
{
    /// <summary>
    /// From the first wait for bytes to the last byte. A body in flight holds a place of <see cref="InFlightBudget"/>, and whoever trickles
    /// holds it from the others. The largest body arrives in it at 35 kB/s, a usual one of some kilobytes at any speed.
    /// </summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <returns>Null when the body is longer than <see cref="ProtocolLimits.MaxCompressedBytes"/>.</returns>
    /// <exception cref="BadHttpRequestException">Status 408: the body was not there by the deadline.</exception>
    public static async ValueTask<byte[]?> ReadAsync(PipeReader reader, TimeProvider time, CancellationToken aborted)
    {
        // Most bodies came with their headers: these need no timer.
        if (reader.TryRead(out var result) && Take(reader, result, out var body))
        {
            return body;
        }

        using var deadline = new CancellationTokenSource(Deadline, time);
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
                $"body: not complete after {Deadline.TotalSeconds} s; send fewer entries at once", StatusCodes.Status408RequestTimeout, e);
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

using System.IO.Pipelines;
using Fleet.Protocol;

namespace Fleet.Gateway.Devices;

/// <summary>Reads a request's body into one array of its own: entries stay slices of it for as long as the grain holds them.</summary>
internal static class SyncBody
{
    /// <returns>Null when the body is longer than <see cref="ProtocolLimits.MaxCompressedBytes"/>.</returns>
    public static async ValueTask<byte[]?> ReadAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            var buffer = result.Buffer;
            if (buffer.Length > ProtocolLimits.MaxCompressedBytes)
            {
                reader.AdvanceTo(buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var body = System.Buffers.BuffersExtensions.ToArray(buffer);
                reader.AdvanceTo(buffer.End);
                return body;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}

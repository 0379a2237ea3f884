using Fleet.Grains.Blobs;
using Microsoft.Win32.SafeHandles;

namespace Fleet.Storage.Blobs;

/// <summary>Bytes on their way from a peer into an upload's file. Knows the difference between a peer that broke off and a disk that did.</summary>
internal sealed class ReceivedBytes(SafeFileHandle data, long offset, long length)
{
    /// <summary>Where the bytes written so far end.</summary>
    public long End { get; private set; } = offset;

    public BlobAppendOutcome Outcome { get; private set; } = BlobAppendOutcome.Appended;

    /// <summary>Writes the next piece.</summary>
    /// <returns>Its size; 0 when there is no more, for the reason that <see cref="Outcome"/> tells.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async ValueTask<int> Take(Stream content, byte[] buffer, CancellationToken cancel)
    {
        int count;
        try
        {
            count = await content.ReadAsync(buffer, cancel);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Outcome = BlobAppendOutcome.BrokenOff;
            return 0;
        }

        if (count > length - End)
        {
            Outcome = BlobAppendOutcome.TooLong;
            return 0;
        }

        await RandomAccess.WriteAsync(data, buffer.AsMemory(0, count), End, CancellationToken.None);
        End += count;
        return count;
    }
}

namespace Fleet.Gateway.Devices;

/// <summary>Bounds what all syncs on their way hold together: how many, and how many bytes. Over the bound a device is sent away.</summary>
public sealed class InFlightBudget
{
    /// <summary>Syncs at a time. At 10 ms each, 200,000 a second: more are waiting for something that is slow, and would only wait longer.</summary>
    public const int MaxRequests = 2048;

    /// <summary>Bytes of bodies and frames at a time.</summary>
    public const long MaxBytes = 256L * 1024 * 1024;

    private int _requests;
    private long _bytes;

    /// <returns>False when there is no room; nothing was taken.</returns>
    public bool TryEnter(long bytes)
    {
        if (Interlocked.Increment(ref _requests) <= MaxRequests && TryReserve(bytes))
        {
            return true;
        }

        Interlocked.Decrement(ref _requests);
        return false;
    }

    /// <summary>Asks for more bytes for a request that is in already.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= MaxBytes)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <param name="bytes">All that the request had reserved.</param>
    public void Leave(long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Decrement(ref _requests);
    }
}

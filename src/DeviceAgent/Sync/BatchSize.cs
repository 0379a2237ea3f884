using Fleet.Protocol;

namespace Fleet.DeviceAgent.Sync;

/// <summary>How much goes into one batch: as much as the server takes and the link carries, found by halving and doubling.</summary>
internal sealed class BatchSize
{
    /// <summary>Bytes of entries in one batch, before compression: days of reports. One larger entry goes alone.</summary>
    private const int MostBytes = 128 * 1024;

    /// <summary>What is lost with a broken connection is little then.</summary>
    private const int LeastBytes = 2 * 1024;

    /// <summary>A batch that was through by then may be twice as large the next time.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(5);

    public int Entries { get; private set; } = ProtocolLimits.MaxEntries;

    public int Bytes { get; private set; } = MostBytes;

    /// <summary>The server settled entries of a batch.</summary>
    /// <param name="took">From its sending to the answer.</param>
    public void Settled(TimeSpan took)
    {
        Entries = Math.Min(ProtocolLimits.MaxEntries, Entries * 2);
        if (took < Quick)
        {
            Bytes = Math.Min(MostBytes, Bytes * 2);
        }
    }

    /// <summary>The server refused a batch of so many entries, at least two, as a whole.</summary>
    public void Refused(int entries) => Entries = entries / 2;

    /// <summary>The entry at fault is found, and gone.</summary>
    public void Cleared() => Entries = ProtocolLimits.MaxEntries;

    /// <summary>The connection broke, or the batch took too long.</summary>
    public void CutOff() => Bytes = Math.Max(LeastBytes, Bytes / 2);
}

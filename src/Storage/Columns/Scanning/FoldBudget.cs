namespace Fleet.Storage.Columns.Scanning;

/// <summary>Memory that the values and devices of a question may take. Of several threads.</summary>
internal sealed class FoldBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>Whether more was taken than there is.</summary>
    public bool IsSpent => Volatile.Read(ref _left) < 0;

    public void Take(long bytes) => Interlocked.Add(ref _left, -bytes);
}

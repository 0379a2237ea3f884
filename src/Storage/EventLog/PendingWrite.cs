namespace Fleet.Storage.EventLog;

/// <summary>Something in the queue before the log.</summary>
internal abstract class PendingWrite
{
    public abstract void Fail(Exception cause);
}

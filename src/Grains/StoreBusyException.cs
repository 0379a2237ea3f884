namespace Fleet.Grains;

/// <summary>The queue before the store is full. Nothing was written; come back later.</summary>
[GenerateSerializer]
[Alias("fleet.StoreBusyException")]
public sealed class StoreBusyException : Exception
{
    public StoreBusyException()
    {
    }

    public StoreBusyException(string message)
        : base(message)
    {
    }

    public StoreBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

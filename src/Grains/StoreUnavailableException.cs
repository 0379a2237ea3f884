namespace Fleet.Grains;

/// <summary>The store does not answer, is full or lost the connection. Whether the last write happened is not known.</summary>
[GenerateSerializer]
[Alias("fleet.StoreUnavailableException")]
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException()
    {
    }

    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

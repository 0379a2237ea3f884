namespace Fleet.Storage;

/// <summary>Storage cannot be used as it is set up. The message is one line for a person, with what to do.</summary>
public sealed class StorageSetupException : Exception
{
    public StorageSetupException()
    {
    }

    public StorageSetupException(string message)
        : base(message)
    {
    }

    public StorageSetupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

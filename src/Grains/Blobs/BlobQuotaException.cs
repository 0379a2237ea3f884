namespace Fleet.Grains.Blobs;

/// <summary>A project has as much waiting as it may. Room comes back as attachments are referred to, deleted, or expire.</summary>
public sealed class BlobQuotaException : Exception
{
    public BlobQuotaException()
    {
    }

    public BlobQuotaException(string message)
        : base(message)
    {
    }

    public BlobQuotaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public BlobQuotaException(long asked, long used, long quota)
        : this($"no room for {asked} bytes: uploads and attachments that nothing refers to take {used} of the {quota} bytes that a project may have of them")
    {
    }
}

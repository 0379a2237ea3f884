namespace Fleet.Grains.Columns;

/// <summary>A column file went while it was to be read: it was merged into another. Asking the catalog again helps.</summary>
public sealed class ColumnFileMissingException : Exception
{
    public ColumnFileMissingException()
    {
    }

    public ColumnFileMissingException(string message)
        : base(message)
    {
    }

    public ColumnFileMissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

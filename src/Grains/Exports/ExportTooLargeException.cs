namespace Fleet.Grains.Exports;

/// <summary>An export that asks for more than one file may hold. The message begins with the parameter that would help, and says how much it is.</summary>
public sealed class ExportTooLargeException : Exception
{
    public ExportTooLargeException()
    {
    }

    public ExportTooLargeException(string message)
        : base(message)
    {
    }

    public ExportTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

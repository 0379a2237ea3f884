namespace Fleet.Gateway.Embedded;

/// <summary>Fleet cannot start; the message is one line for the person who started it.</summary>
public sealed class StartupException : Exception
{
    public StartupException()
    {
    }

    public StartupException(string message)
        : base(message)
    {
    }

    public StartupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

namespace Fleet.Domain.Devices.Filters;

/// <summary>A text that is not a device filter.</summary>
public sealed class DeviceFilterException : Exception
{
    public DeviceFilterException()
    {
    }

    public DeviceFilterException(string message)
        : base(message)
    {
    }

    public DeviceFilterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="column">Of the text, from 1.</param>
    /// <param name="problem">What is wrong there, and what would be right.</param>
    public DeviceFilterException(int column, string problem)
        : base($"column {column}: {problem}") => Column = column;

    /// <summary>Where in the text, from 1; 0 when not known.</summary>
    public int Column { get; }
}

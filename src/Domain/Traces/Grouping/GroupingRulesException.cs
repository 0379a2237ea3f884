namespace Fleet.Domain.Traces.Grouping;

/// <summary>A text that is not a project's rules of grouping.</summary>
public sealed class GroupingRulesException : Exception
{
    public GroupingRulesException()
    {
    }

    public GroupingRulesException(string message)
        : base(message)
    {
    }

    public GroupingRulesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="line">Of the text, from 1.</param>
    /// <param name="column">Of the line, from 1.</param>
    /// <param name="problem">What is wrong there, and what would be right.</param>
    public GroupingRulesException(int line, int column, string problem)
        : base($"line {line}, column {column}: {problem}") => (Line, Column) = (line, column);

    /// <summary>From 1; 0 when not known.</summary>
    public int Line { get; }

    /// <summary>From 1; 0 when not known.</summary>
    public int Column { get; }
}

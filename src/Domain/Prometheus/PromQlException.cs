namespace Fleet.Domain.Prometheus;

/// <summary>A query that cannot be read. The message says where, as Prometheus does: <c>line:column: parse error: what</c>, both from 1.</summary>
public sealed class PromQlException(int line, int column, string problem) : Exception($"{line}:{column}: parse error: {problem}")
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}

namespace Fleet.Domain.Prometheus;

/// <summary>A query that can be read and has no answer: what it asks for does not go together with the data, or is too much.</summary>
public sealed class PromEvaluationException(string message) : Exception(message);

namespace Fleet.Domain.Prometheus;

/// <param name="Value">At all times.</param>
public sealed record StringValue(string Value) : PromValue;

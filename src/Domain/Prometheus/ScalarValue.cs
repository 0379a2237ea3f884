namespace Fleet.Domain.Prometheus;

/// <param name="Values">One for each time.</param>
public sealed record ScalarValue(double[] Values) : PromValue;

namespace Fleet.Domain.Prometheus;

/// <param name="Labels">What it is called.</param>
/// <param name="Values">One for each time; null where there is none.</param>
public sealed record VectorSeries(LabelSet Labels, double?[] Values)
{
    /// <summary>Under another name, with other values.</summary>
    internal VectorSeries Map(Func<int, double, double?> map)
    {
        var values = new double?[Values.Length];
        for (var step = 0; step < values.Length; step++)
        {
            values[step] = Values[step] is { } value ? map(step, value) : null;
        }

        return this with { Values = values };
    }

    internal VectorSeries WithoutName() => this with { Labels = Labels.Without(LabelSet.Name) };
}

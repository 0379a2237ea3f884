namespace Fleet.Domain.Prometheus;

/// <summary>Puts a vector together. What comes under the same labels at different times is one series; at the same time it is an error.</summary>
internal sealed class VectorAssembly(int steps)
{
    private readonly Dictionary<LabelSet, double?[]> _byLabels = [];
    private readonly List<VectorSeries> _series = [];

    public void Put(LabelSet labels, int step, double value)
    {
        var values = Of(labels);
        if (values[step].HasValue)
        {
            throw new PromEvaluationException($"vector cannot contain metrics with the same labelset: {labels}");
        }

        values[step] = value;
    }

    public void Put(VectorSeries series)
    {
        for (var step = 0; step < steps; step++)
        {
            if (series.Values[step] is { } value)
            {
                Put(series.Labels, step, value);
            }
        }
    }

    public VectorValue ToVector() => new(_series);

    private double?[] Of(LabelSet labels)
    {
        if (!_byLabels.TryGetValue(labels, out var values))
        {
            _byLabels[labels] = values = new double?[steps];
            _series.Add(new VectorSeries(labels, values));
        }

        return values;
    }
}

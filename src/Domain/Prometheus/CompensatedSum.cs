namespace Fleet.Domain.Prometheus;

/// <summary>Sums with the rounding errors carried along (Neumaier, 1974): right to the last bit or two whatever the order.</summary>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    public readonly double Value => double.IsFinite(_sum) ? _sum + _lost : _sum;

    public void Add(double value)
    {
        var sum = _sum + value;
        _lost += Math.Abs(_sum) >= Math.Abs(value) ? _sum - sum + value : value - sum + _sum;
        _sum = sum;
    }

    public static double Of(ReadOnlySpan<double> values)
    {
        var sum = default(CompensatedSum);
        foreach (var value in values)
        {
            sum.Add(value);
        }

        return sum.Value;
    }
}

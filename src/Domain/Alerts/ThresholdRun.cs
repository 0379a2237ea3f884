using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Alerts;

/// <summary>Thresholds of one comparison, the easiest to pass first: those that a value passes are the first so many.</summary>
internal sealed class ThresholdRun
{
    private readonly bool _isUpward;
    private readonly bool _isInclusive;

    // Downward comparisons are upward ones of the negative, which changes no bit but the sign.
    private readonly double[] _thresholds;
    private readonly int[] _numbers;

    public ThresholdRun(DeviceOperator comparison, IEnumerable<(double Threshold, int Number)> thresholds)
    {
        _isUpward = comparison is DeviceOperator.Greater or DeviceOperator.GreaterOrEqual;
        _isInclusive = comparison is DeviceOperator.GreaterOrEqual or DeviceOperator.LessOrEqual;
        var inOrder = thresholds.Select(t => (Threshold: _isUpward ? t.Threshold : -t.Threshold, t.Number)).OrderBy(t => t.Threshold).ToList();
        _thresholds = [.. inOrder.Select(t => t.Threshold)];
        _numbers = [.. inOrder.Select(t => t.Number)];
    }

    /// <summary>Numbers of the conditions whose threshold the value passes.</summary>
    public ReadOnlySpan<int> Passed(double value)
    {
        var upward = _isUpward ? value : -value;
        var (low, high) = (0, _thresholds.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_isInclusive ? upward >= _thresholds[middle] : upward > _thresholds[middle])
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return _numbers.AsSpan(0, low);
    }
}

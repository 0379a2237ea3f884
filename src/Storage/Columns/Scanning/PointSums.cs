using System.Buffers;
using System.Numerics;
using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>What the reports of one point add up to.</summary>
/// <param name="keepsValues">For quantiles.</param>
/// <param name="budget">Of memory.</param>
internal sealed class PointSums(bool keepsValues, FoldBudget budget) : IDisposable
{
    private const int FirstValues = 64;

    private ExactSum _sum;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private double[] _values = [];
    private ulong[] _devices = [];

    public int Reports { get; private set; }

    /// <summary>A bit for each device, by ordinal.</summary>
    public ReadOnlySpan<ulong> Devices => _devices;

    public void Add(int device, double value, double least, double greatest)
    {
        if (keepsValues)
        {
            Reserve(Reports + 1);
            _values[Reports] = value;
        }

        Reports++;
        _sum.Add(value);
        _min = Math.Min(_min, least);
        _max = Math.Max(_max, greatest);
        ReserveDevices((device >> 6) + 1);
        _devices[device >> 6] |= 1UL << device;
    }

    public void Merge(PointSums other)
    {
        if (keepsValues)
        {
            Reserve(Reports + other.Reports);
            other._values.AsSpan(0, other.Reports).CopyTo(_values.AsSpan(Reports));
        }

        Reports += other.Reports;
        _sum.Merge(other._sum);
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
        ReserveDevices(other._devices.Length);
        for (var i = 0; i < other._devices.Length; i++)
        {
            _devices[i] |= other._devices[i];
        }
    }

    /// <param name="startMs">Of the point.</param>
    /// <param name="quantiles">Each in 0..1.</param>
    /// <param name="bounds">Whether extremes were added.</param>
    public SeriesPoint ToPoint(long startMs, IReadOnlyList<double> quantiles, bool bounds)
    {
        var ranks = quantiles.Select(q => (int)Math.Floor(q * (Reports - 1))).ToArray();
        if (keepsValues)
        {
            int[] ascending = [.. ranks.Order()];
            Ranks.Place(_values.AsSpan(0, Reports), ascending);
        }

        var sum = _sum.Value;
        var population = 0L;
        foreach (var bits in _devices)
        {
            population += BitOperations.PopCount(bits);
        }

        return new SeriesPoint(startMs, Reports, population, Reports, sum, bounds ? _min : 0, bounds ? _max : 0, sum / Reports, [.. ranks.Select(r => _values[r])]);
    }

    public void Dispose()
    {
        if (_values.Length > 0)
        {
            ArrayPool<double>.Shared.Return(_values);
            _values = [];
        }
    }

    private void Reserve(int count)
    {
        if (count <= _values.Length)
        {
            return;
        }

        var larger = ArrayPool<double>.Shared.Rent(Math.Max(FirstValues, Math.Max(count, 2 * _values.Length)));
        budget.Take(sizeof(double) * (long)(larger.Length - _values.Length));
        _values.AsSpan(0, Reports).CopyTo(larger);
        Dispose();
        _values = larger;
    }

    private void ReserveDevices(int words)
    {
        if (words > _devices.Length)
        {
            var length = Math.Max(words, 2 * _devices.Length);
            budget.Take(sizeof(ulong) * (long)(length - _devices.Length));
            Array.Resize(ref _devices, length);
        }
    }
}

namespace Fleet.Gateway.Web.Charts;

/// <summary>Thins values out to one point for each stretch of time: their mean, within their extremes.</summary>
internal sealed class ChartBins(long fromMs, long binMs)
{
    private readonly List<Bin> _bins = [];

    /// <param name="atMs">Not before that of the call before.</param>
    public void Add(long atMs, double value, double low, double high)
    {
        var index = (atMs - fromMs) / binMs;
        if (_bins.Count == 0 || _bins[^1].Index != index)
        {
            _bins.Add(new Bin(index) { Low = low, High = high });
        }

        var bin = _bins[^1];
        bin.Count++;
        bin.Times += atMs - fromMs;
        bin.Sum += value;
        bin.Low = Math.Min(bin.Low, low);
        bin.High = Math.Max(bin.High, high);
    }

    public IReadOnlyList<ChartPoint> ToPoints() =>
        [.. _bins.Select(b => new ChartPoint(fromMs + (b.Times / b.Count), b.Sum / b.Count, b.Low, b.High))];

    /// <summary>The distance from which two points are not connected: well above the usual one.</summary>
    public static long MaxGap(IReadOnlyList<ChartPoint> points, long binMs)
    {
        const double unusual = 2.5;
        if (points.Count < 2)
        {
            return binMs;
        }

        var distances = points.Skip(1).Zip(points, (later, earlier) => later.AtMs - earlier.AtMs).Order().ToList();
        return (long)(Math.Max(distances[distances.Count / 2], binMs) * unusual);
    }

    private sealed class Bin(long index)
    {
        public long Index => index;

        public int Count { get; set; }

        public long Times { get; set; }

        public double Sum { get; set; }

        public double Low { get; set; }

        public double High { get; set; }
    }
}

using System.Globalization;

namespace Fleet.Gateway.Intake;

/// <summary>What became of the readings of one request.</summary>
internal sealed class IntakeTally
{
    public const string NoDevice = "no label tells the device: its serial must match [A-Za-z0-9._:-]{1,128}";
    public const string TooManyDevices = "more than 100 devices in one request";
    public const string BadName = "name and listed labels are empty or longer than 128 characters";
    public const string Summary = "quantiles of summaries cannot be added up: use a histogram";
    public const string FallingDelta = "changes of a sum that also falls: use cumulative temporality";
    public const string NoTemporality = "no aggregation temporality";
    public const string PromBucket = "a classic histogram's buckets in series of their own: _sum and _count are taken";
    public const string NativeHistogram = "native histograms of remote write";

    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);

    public long Accepted { get; private set; }

    public long Repeated { get; private set; }

    public long Rejected => _rejected.Values.Sum();

    /// <summary>By reason, those of kinds that are not read included.</summary>
    public IEnumerable<KeyValuePair<string, long>> Refusals => _rejected.Concat(_skipped);

    public void Add(int accepted, int repeated)
    {
        Accepted += accepted;
        Repeated += repeated;
    }

    public void Reject(string reason, long count = 1) => _rejected[reason] = _rejected.GetValueOrDefault(reason) + count;

    /// <summary>Not taken, for its kind: the sender could not help it.</summary>
    public void Skip(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    /// <summary>One line of all reasons with counts.</summary>
    public string Describe() => string.Join("; ", _rejected.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key} ({r.Value})")));
}

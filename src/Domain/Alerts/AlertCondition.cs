using Fleet.Domain.Devices.Filters;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Alerts;

/// <summary>
/// What an alert asks of each report: comparisons of metrics, all of which have to hold (<c>battery_soc_pct &lt; 5 and charging = false</c>), in the words of
/// the <see cref="DeviceFilter"/>. Of a counter the sum of the report's interval is compared, of a gauge the last value, of a histogram or timer the mean, of a set
/// the size.
/// </summary>
/// <param name="Terms">At least one.</param>
public sealed record AlertCondition(FilterList<LatestCondition> Terms)
{
    /// <summary>Comparisons of a condition.</summary>
    public const int MaxTerms = 8;

    /// <summary>Keys of metrics, each once.</summary>
    public IEnumerable<string> Metrics => Terms.Select(term => term.Key).Distinct(StringComparer.Ordinal);

    /// <exception cref="DeviceFilterException">The text is no condition; the message says where, or which part.</exception>
    public static AlertCondition Parse(string text)
    {
        var filter = DeviceFilterParser.Parse(text);
        IReadOnlyList<DeviceFilter> parts = filter is AllOfFilter all ? [.. all.Filters] : [filter];
        if (parts.Count is 0 or > MaxTerms)
        {
            throw new DeviceFilterException($"an alert's condition has 1 to {MaxTerms} comparisons of metrics, joined by 'and'; this has {parts.Count}");
        }

        return new AlertCondition([.. parts.Select(Term)]);
    }

    /// <param name="values">What a report says, by key of the metric; of what does not count it says nothing.</param>
    /// <returns>Null when the report does not count: it lacks one of the metrics, or has a value of another type.</returns>
    public bool? Holds(IReadOnlyDictionary<string, AttributeValue> values)
    {
        var holds = true;
        foreach (var term in Terms)
        {
            if (term.Holds(values.GetValueOrDefault(term.Key)) is not { } isTrue)
            {
                return null;
            }

            holds &= isTrue;
        }

        return holds;
    }

    public override string ToString() => string.Join($" {FilterWords.And} ", Terms);

    private static LatestCondition Term(DeviceFilter part) => part is LatestCondition { Source: not LatestSource.Attribute } term
        ? term with { Source = LatestSource.Metric }
        : throw new DeviceFilterException($"'{part}' cannot be in an alert's condition: it has comparisons of metrics, joined by 'and'. Which devices it looks at is its scope");
}

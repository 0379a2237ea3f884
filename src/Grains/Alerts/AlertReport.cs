using Fleet.Domain.Alerts;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Alerts;

/// <summary>What of a report alerts look at.</summary>
/// <param name="Cursor">Where it is.</param>
/// <param name="ReceivedAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="Values">By the keys of conditions; only what counts.</param>
public sealed record AlertReport(ReportCursor Cursor, long ReceivedAtMs, IReadOnlyDictionary<string, AttributeValue> Values)
{
    /// <summary>Alerts whose condition it fulfils, where that was asked.</summary>
    public IReadOnlyList<CompiledAlert> Matching { get; init; } = [];

    /// <returns>Null when the report does not count for the alert.</returns>
    public AlertSample? SampleFor(CompiledAlert alert) => ReceivedAtMs >= alert.Definition.TestSinceMs && alert.Condition.Holds(Values) is { } isMatch
        ? new AlertSample(Cursor.CapturedAtMs, Cursor.Position, Cursor.Index, ReceivedAtMs, isMatch)
        : null;

    /// <summary>For people: the values that a condition names.</summary>
    public string Text(CompiledAlert alert) => string.Join(", ", alert.Condition.Metrics.Select(key => $"{key} = {Values.GetValueOrDefault(key)}"));
}

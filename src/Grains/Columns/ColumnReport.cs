namespace Fleet.Grains.Columns;

/// <summary>One report on its way into the column files.</summary>
/// <param name="Position">Of its batch in the shard's log.</param>
/// <param name="DeviceId">The event log's number for the device.</param>
/// <param name="Serial">Of the device.</param>
/// <param name="EndMs">End of the interval, repaired, milliseconds since 1970 UTC.</param>
/// <param name="DurationMs">Length of the interval.</param>
/// <param name="Cohort">That the device was in when the report was taken.</param>
/// <param name="SoftwareType">Type of the software that captured it.</param>
/// <param name="SoftwareVersion">Version of the software that captured it.</param>
/// <param name="Session">Name of the session; empty for a heartbeat.</param>
/// <param name="Values">By ascending metric.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.ColumnReport")]
public sealed record ColumnReport(
    [property: Id(0)] long Position,
    [property: Id(1)] long DeviceId,
    [property: Id(2)] string Serial,
    [property: Id(3)] long EndMs,
    [property: Id(4)] long DurationMs,
    [property: Id(5)] string Cohort,
    [property: Id(6)] string SoftwareType,
    [property: Id(7)] string SoftwareVersion,
    [property: Id(8)] string Session,
    [property: Id(9)] ColumnValue[] Values)
{
    /// <summary>Bytes that it takes in memory, about.</summary>
    public int Bytes => 200 + Values.Sum(static v => 64 + v.Sketch.Length);

    /// <summary>The value of a metric, if the report has one.</summary>
    public bool TryFind(int metricId, out ColumnValue value)
    {
        var (low, high) = (0, Values.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            value = Values[middle];
            if (value.MetricId == metricId)
            {
                return true;
            }

            (low, high) = value.MetricId < metricId ? (middle + 1, high) : (low, middle - 1);
        }

        value = default;
        return false;
    }
}

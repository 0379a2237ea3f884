using Fleet.Domain.Devices;

namespace Fleet.Grains.Metrics;

/// <summary>Reports of one device by capture time: an index over the event log.</summary>
public interface IReportStore
{
    /// <summary>
    /// Reports with <c>fromMs &lt;= captured &lt; toMs</c>, by capture time and then position, those after <paramref name="after"/>.
    /// At most <paramref name="limit"/>, and fewer when their batches are large; never none while there are more. The end is an empty answer.
    /// </summary>
    Task<IReadOnlyList<StoredReport>> ListAsync(
        DeviceKey device, long fromMs, long toMs, ReportCursor? after, int limit, CancellationToken cancellation);
}

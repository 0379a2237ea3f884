using Fleet.Domain.Devices;

namespace Fleet.Grains.Metrics;

/// <summary>Reports of one device by capture time: an index over the event log.</summary>
public interface IReportStore
{
    /// <summary>
    /// Reports with <c>fromMs &lt;= captured &lt; toMs</c>, by capture time and then position, those after <paramref name="after"/>.
    /// </summary>
    Task<IReadOnlyList<StoredReport>> ListAsync(
        DeviceKey device, long fromMs, long toMs, ReportCursor? after, int limit, CancellationToken cancellation);
}

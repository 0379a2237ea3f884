using Fleet.Domain.Devices;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Metrics;

namespace Fleet.Gateway.Devices;

/// <summary>A stored report with the table that names its values.</summary>
internal sealed record DecodedReport(ReportCursor Cursor, long ReceivedAtMs, ReportRecorded Recorded, KeyTable Table)
{
    public long StartMs => Recorded.CapturedAtMs - Recorded.Report.DurationMs;

    public long EndMs => Recorded.CapturedAtMs;
}

using System.Buffers;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Protocol.Tests;

public sealed class ReportSizeTests
{
    [Fact]
    public void An_hourly_report_of_30_metrics_costs_some_200_bytes()
    {
        var table = KeyTable.Of([.. Enumerable.Range(0, 30).Select(i => new MetricColumn($"metric.{i}", MetricKind.Gauge))]);
        var values = Enumerable.Range(0, 30).Select(i => MetricValue.Gauge((float)(i * 1.37), (float)(i * 1.37), (float)(i * 1.37), (float)(i * 1.37))).ToArray();
        var report = new Report(ReportKind.Heartbeat, 3_600_000, table.Hash, Report.EncodeValues(values));
        var request = new SyncRequest
        {
            Device = new DeviceIdentity("SN-000001", "rev-b"),
            Agent = new AgentIdentity("fleetd", "0.1.0"),
            Origins = [new Origin(Guid.NewGuid(), "main", "1.0.0")],
            WallMs = 1_800_000_000_000,
            UptimeMs = 3_600_000,
            Epoch = 0x1234567890abcdef,
            Entries = [new SyncEntry(1, (int)EntryType.Report, 1_800_000_000_000, 3_600_000, 0, report.Encode())],
        };
        var buffer = new ArrayBufferWriter<byte>();
        SyncRequestCodec.Write(buffer, request);
        TestContext.Current.TestOutputHelper?.WriteLine($"{buffer.WrittenCount} bytes, report {report.Encode().Length}");
        Assert.InRange(report.Encode().Length, 1, 220);
        var back = SyncRequestCodec.Read(buffer.WrittenMemory);
        Assert.Equal(request.Device, back.Device);
        Assert.Equal(request.Origins, back.Origins);
        var seen = 0;
        Report.Decode(back.Entries[0].Body).ReadValues(table.Columns, 0, (_, i, v) => seen++);
        Assert.Equal(30, seen);
    }
}

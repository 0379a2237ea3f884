using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Tests;

/// <summary>Reports as a device makes them: a temperature (gauge), restarts (counter), latency (timer), a state (property).</summary>
internal static class Reports
{
    public static readonly KeyTable Table = KeyTable.Of(
    [
        new MetricColumn("temperature", MetricKind.Gauge, "C"),
        new MetricColumn("restarts", MetricKind.Counter),
        new MetricColumn("latency", MetricKind.Timer, "ms"),
        new MetricColumn("state", MetricKind.Property),
    ]);

    /// <summary>The same by other names.</summary>
    public static readonly KeyTable OtherTable = KeyTable.Of([.. Table.Columns.Select(column => new MetricColumn(OtherNameOf(column.Key), column.Kind, column.Unit))]);

    public static string OtherNameOf(string metric) => $"{metric}_now";

    public static Report Of(double temperature, int restarts, params double[] latencies) => Of(Table, temperature, restarts, latencies);

    public static Report Of(KeyTable table, double temperature, int restarts, double[] latencies) => new(
        ReportKind.Heartbeat,
        3_600_000,
        table.Hash,
        Report.EncodeValues(
        [
            MetricValue.Gauge(temperature, temperature, temperature - 1, temperature + 1),
            MetricValue.Scalar(restarts),
            latencies.Length == 0 ? MetricValue.Absent : Distribution(latencies),
            MetricValue.OfText(temperature > 50 ? "hot" : "fine"),
        ]));

    public static SyncRequest Request(string serial, string version, IReadOnlyList<SyncEntry> entries, Guid boot = default, ulong epoch = 1, long uptimeMs = 86_400_000) => new()
    {
        Device = new DeviceIdentity(serial, "rev-a"),
        Agent = new AgentIdentity("fleetd", "0.1.0"),
        Origins = [new Origin(boot, "main", version)],
        WallMs = 0,
        UptimeMs = uptimeMs,
        Epoch = epoch,
        Entries = entries,
    };

    public static SyncEntry Entry(long number, long wallMs, Report report, long uptimeMs = 1000) =>
        new(number, (int)EntryType.Report, wallMs, uptimeMs, 0, report.Encode());

    private static MetricValue Distribution(double[] samples)
    {
        var sketch = new QuantileSketch();
        foreach (var sample in samples)
        {
            sketch.TryAdd(sample);
        }

        return MetricValue.Distribution(samples.Length, samples.Sum(), samples.Min(), samples.Max(), sketch.ToArray());
    }
}

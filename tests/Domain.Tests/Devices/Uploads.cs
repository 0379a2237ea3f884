using Fleet.Domain.Devices;
using Fleet.Protocol;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Tests.Devices;

/// <summary>Uploads as a device makes them.</summary>
internal static class Uploads
{
    /// <summary>2026-01-01 00:00 UTC.</summary>
    public const long Now = 1_767_225_600_000;

    public static readonly Guid Boot = new("11111111-1111-1111-1111-111111111111");

    public static readonly KeyTable Table = KeyTable.Of([new MetricColumn("temp", MetricKind.Gauge, "C")]);

    public static DeviceUpload Of(params SyncEntry[] entries) => new(Request(entries), [], []);

    public static SyncRequest Request(params SyncEntry[] entries) => new()
    {
        Device = new DeviceIdentity("d1", "rev-a"),
        Agent = new AgentIdentity("fleetd", "0.1.0"),
        Origins = [new Origin(Boot, "main", "1.0.0")],
        WallMs = Now,
        UptimeMs = 3_600_000,
        Epoch = 7,
        Entries = entries,
    };

    public static SyncEntry Report(long number, long? wallMs = null, long uptimeMs = 3_500_000, int origin = 0, double value = 1) =>
        new(number, (int)EntryType.Report, wallMs ?? Now - 1000, uptimeMs, origin, Body(value));

    public static SyncEntry Attributes(long number, string key, AttributeValue value) => new(
        number,
        (int)EntryType.Attributes,
        Now - 1000,
        3_500_000,
        0,
        AttributesBody.Encode(new Dictionary<string, AttributeValue> { [key] = value }));

    public static byte[] Body(double value) =>
        new Report(ReportKind.Heartbeat, 3_600_000, Table.Hash, Protocol.Metrics.Report.EncodeValues([MetricValue.Gauge(value, value, value, value)])).Encode();

    public static Rejection Refusal(long number) => new(number, RejectionCode.InvalidValue, "too hot");

    /// <summary>A state that went through these uploads, ten minutes ago at the latest.</summary>
    public static DeviceState StateAfter(params DeviceUpload[] uploads)
    {
        var state = new DeviceState();
        for (var i = 0; i < uploads.Length; i++)
        {
            if (DeviceRules.Decide(state, uploads[i], Now - 600_000 - (uploads.Length - i)).Batch is { } batch)
            {
                state.Apply(batch);
            }
        }

        return state;
    }
}

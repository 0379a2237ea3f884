using System.Diagnostics.Metrics;
using Fleet.Gateway.Intake;
using Fleet.Protocol;

namespace Fleet.Gateway;

/// <summary>What the gateway counts, in the meter <c>Fleet.Gateway</c>.</summary>
public sealed class GatewayInstruments
{
    public const string MeterName = "Fleet.Gateway";

    private readonly Counter<long> _answers;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _attributes;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _undecodable;
    private readonly Counter<long> _overQuota;
    private readonly Counter<long> _readings;
    private readonly Counter<long> _refusedReadings;
    private readonly Counter<long> _debuginfod;
    private readonly Counter<long> _memoryGivenBack;

    public GatewayInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _answers = meter.CreateCounter<long>("fleet.gateway.sync.answers", "{request}", "Answers to devices, by HTTP status");
        _rejections = meter.CreateCounter<long>("fleet.gateway.sync.rejections", "{entry}", "Entries that were refused, by code");
        _attributes = meter.CreateCounter<long>("fleet.gateway.sync.attributes_refused", "{attribute}", "Attributes that a device may not write by its project's policies");
        _bytes = meter.CreateCounter<long>("fleet.gateway.sync.bytes", "By", "Bytes of bodies as they arrived");
        _undecodable = meter.CreateCounter<long>("fleet.gateway.sync.undecodable", "{request}", "Bodies that were no batch");
        _overQuota = meter.CreateCounter<long>("fleet.gateway.blobs.over_quota", "{upload}", "Uploads that were refused since the project's quota was full, by project");
        _readings = meter.CreateCounter<long>("fleet.gateway.intake.readings", "{reading}", "Readings of OTLP and remote write, by protocol and outcome");
        _refusedReadings = meter.CreateCounter<long>("fleet.gateway.intake.refused", "{reading}", "Readings of OTLP and remote write that were not taken, by protocol and reason");
        _debuginfod = meter.CreateCounter<long>("fleet.gateway.debuginfod.answers", "{request}", "Answers to debuginfod clients, by what was asked for and HTTP status");
        _memoryGivenBack = meter.CreateCounter<long>("fleet.gateway.memory.given_back", "{collection}", "Collections of a server at rest, to give memory back to the system");
    }

    internal void GaveMemoryBack() => _memoryGivenBack.Add(1);

    internal void TookReadings(string protocol, IntakeTally tally)
    {
        _readings.Add(tally.Accepted, new("protocol", protocol), new("outcome", "accepted"));
        _readings.Add(tally.Repeated, new("protocol", protocol), new("outcome", "repeated"));
        foreach (var (reason, count) in tally.Refusals)
        {
            _refusedReadings.Add(count, new("protocol", protocol), new("reason", reason));
        }
    }

    internal void Answered(int status) => _answers.Add(1, new KeyValuePair<string, object?>("status", status));

    internal void Rejected(RejectionCode code) => _rejections.Add(1, new KeyValuePair<string, object?>("code", code.ToString()));

    internal void AttributesRefused(int count)
    {
        if (count > 0)
        {
            _attributes.Add(count);
        }
    }

    internal void Received(long bytes) => _bytes.Add(bytes);

    internal void OverQuota(string project) => _overQuota.Add(1, new KeyValuePair<string, object?>("project", project));

    internal void ServedSymbols(string what, int status) => _debuginfod.Add(1, new("what", what), new("status", status));

    internal void Undecodable() => _undecodable.Add(1);
}

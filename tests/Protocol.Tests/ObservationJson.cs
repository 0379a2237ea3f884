using System.Text.Json.Nodes;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Telemetry;
using Fleet.Protocol.Traces;

namespace Fleet.Protocol.Tests;

/// <summary>The bodies of what a device observes besides metrics, as JSON.</summary>
internal static class ObservationJson
{
    /// <returns>Null for types of entries that are none.</returns>
    public static JsonObject? Of(SyncEntry entry) => (EntryType)entry.Type switch
    {
        EntryType.Reboot => Of(Reboot.Decode(entry.Body)),
        EntryType.Trace => Of(Trace.Decode(entry.Body)),
        EntryType.Crash => Of(Crash.Decode(entry.Body)),
        EntryType.Coredump => Of(Coredump.Decode(entry.Body)),
        EntryType.LogFile => Of(LogFile.Decode(entry.Body)),
        EntryType.Recording => Of(Recording.Decode(entry.Body)),
        EntryType.Telemetry => Of(TelemetryBlock.Decode(entry.Body)),
        EntryType.RequestAnswer => Of(RequestAnswer.Decode(entry.Body)),
        _ => null,
    };

    public static JsonObject Of(Reboot reboot) => new() { ["reason"] = (int)reboot.Reason, ["slug"] = reboot.Slug, ["details"] = reboot.Details };

    public static JsonObject Of(Trace trace) => new()
    {
        ["language"] = trace.Language,
        ["type"] = trace.Type,
        ["message"] = trace.Message,
        ["stack"] = trace.Stack,
        ["program"] = trace.Program,
        ["is_fatal"] = trace.IsFatal,
    };

    public static JsonObject Of(Crash crash) => new()
    {
        ["id"] = Id(crash.Id),
        ["program"] = crash.Program,
        ["executable"] = crash.Executable,
        ["pid"] = crash.Pid,
        ["signal"] = crash.Signal,
        ["code"] = crash.Code,
        ["fault_address"] = crash.FaultAddress is { } address ? $"{address:x}" : null,
        ["thread"] = crash.Thread,
        ["strategy"] = (int)crash.Strategy,
        ["core_bytes"] = crash.CoreBytes,
        ["reason"] = crash.Reason,
        ["frames"] = new JsonArray([.. crash.Frames.Select(frame =>
            (JsonNode)new JsonObject { ["build_id"] = frame.BuildId, ["module"] = frame.Module, ["offset"] = $"{frame.Offset:x}" })]),
    };

    public static JsonObject Of(Coredump core) => Attached(core.Content, new JsonObject
    {
        ["id"] = Id(core.Id),
        ["strategy"] = (int)core.Strategy,
        ["is_truncated"] = core.IsTruncated,
    });

    public static JsonObject Of(LogFile file) => Attached(file.Content, new JsonObject
    {
        ["cid"] = Id(file.Cid),
        ["next_cid"] = Id(file.NextCid),
        ["first_ms"] = file.FirstMs,
        ["last_ms"] = file.LastMs,
        ["lines"] = file.Lines,
        ["lost"] = file.Lost,
        ["levels"] = new JsonArray([.. file.Levels.Select(level => (JsonNode)level)]),
        ["cause"] = (int)file.Cause,
        ["request"] = file.RequestId,
    });

    public static JsonObject Of(Recording recording) => Attached(recording.Content, new JsonObject
    {
        ["id"] = Id(recording.Id),
        ["name"] = recording.Name,
        ["mime"] = recording.Mime,
        ["reason"] = recording.Reason,
        ["started_ms"] = recording.StartedMs,
    });

    public static JsonObject Of(TelemetryBlock block) => new()
    {
        ["start_ms"] = block.StartMs,
        ["step_ms"] = block.StepMs,
        ["request"] = block.RequestId,
        ["series"] = new JsonArray([.. block.Series.Select(series => (JsonNode)new JsonObject
        {
            ["key"] = series.Key,
            ["unit"] = series.Unit,
            ["values"] = new JsonArray([.. series.Values.Select(value => (JsonNode?)value)]),
        })]),
    };

    public static JsonObject Of(RequestAnswer answer) => new() { ["id"] = answer.Id, ["outcome"] = (int)answer.Outcome, ["message"] = answer.Message };

    private static JsonObject Attached(Attachment content, JsonObject json)
    {
        json["sha256"] = content.Sha256;
        json["bytes"] = content.Bytes;
        return json;
    }

    private static string Id(Guid id) => id.ToString("N");
}

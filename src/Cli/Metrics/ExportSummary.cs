using System.Text.Json.Nodes;

namespace Fleet.Cli.Metrics;

/// <summary>What an export holds.</summary>
internal sealed record ExportSummary(long Reports, long Devices, long Metrics, long Bytes)
{
    public override string ToString() => $"{Counted(Reports, "report")} of {Counted(Devices, "device")}, {Counted(Metrics, "metric")}, {Counted(Bytes, "byte")}";

    public string ToJson(string path) => new JsonObject
    {
        ["file"] = path,
        ["reports"] = Reports,
        ["devices"] = Devices,
        ["metrics"] = Metrics,
        ["bytes"] = Bytes,
    }.ToJsonString();

    private static string Counted(long count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";
}

using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Observations;

/// <summary>An observation in a few words.</summary>
internal static class ObservationText
{
    public static string TypeOf(Observation observation) => observation.Type switch
    {
        ObservationType.LogFile => "log",
        var type => type.ToString().ToLowerInvariant(),
    };

    /// <summary>Empty for those that have none.</summary>
    public static string IdOf(Observation observation) => observation.ContentCase switch
    {
        Observation.ContentOneofCase.Crash => observation.Crash.Id,
        Observation.ContentOneofCase.Coredump => observation.Coredump.Id,
        Observation.ContentOneofCase.LogFile => observation.LogFile.Id,
        Observation.ContentOneofCase.Recording => observation.Recording.Id,
        _ => "",
    };

    /// <summary>Null for those that have none.</summary>
    public static Attachment? AttachmentOf(Observation observation) => observation.ContentCase switch
    {
        Observation.ContentOneofCase.Coredump => observation.Coredump.Attachment,
        Observation.ContentOneofCase.LogFile => observation.LogFile.Attachment,
        Observation.ContentOneofCase.Recording => observation.Recording.Attachment,
        _ => null,
    };

    public static string Of(Observation observation) => observation.ContentCase switch
    {
        Observation.ContentOneofCase.Reboot => Of(observation.Reboot),
        Observation.ContentOneofCase.Trace => $"{observation.Trace.Type}: {FirstLine(observation.Trace.Message)}",
        Observation.ContentOneofCase.Crash => Of(observation.Crash),
        Observation.ContentOneofCase.Coredump =>
            $"{observation.Coredump.Strategy.ToString().ToLowerInvariant()}, {Bytes(observation.Coredump.Attachment)}{(observation.Coredump.IsTruncated ? ", truncated" : "")}",
        Observation.ContentOneofCase.LogFile => Of(observation.LogFile),
        Observation.ContentOneofCase.Recording => $"{observation.Recording.Name}, {Bytes(observation.Recording.Attachment)}",
        Observation.ContentOneofCase.Telemetry => Of(observation.Telemetry),
        _ => "",
    };

    private static string Of(Reboot reboot)
    {
        var reason = reboot.Slug.Length > 0 ? reboot.Slug : reboot.Reason == RebootReason.Unspecified ? $"reason {reboot.ReasonNumber}" : reboot.Reason.ToString();
        return $"{reason}, {(reboot.IsExpected ? "expected" : "not expected")}";
    }

    private static string Of(Crash crash)
    {
        var place = crash.Frames.Count > 0 ? $" in {(crash.Frames[0].Module.Length > 0 ? crash.Frames[0].Module : "no module")}+{crash.Frames[0].Offset}" : "";
        var core = crash.CoreBytes > 0 ? $", core of {NumberText.Bytes(crash.CoreBytes)} on the device" : "";
        return $"{crash.Program}, signal {crash.Signal}{place}{core}";
    }

    private static string Of(LogFile log) =>
        $"{log.Lines} lines{(log.Lost > 0 ? $", {log.Lost} lost" : "")}, {HumanTime.Second(log.FirstTime)} to {HumanTime.Second(log.LastTime)}, {Bytes(log.Attachment)}";

    private static string Of(Telemetry telemetry) =>
        $"{telemetry.Series.Count} metrics from {HumanTime.Second(telemetry.StartTime)} on, every {telemetry.Step.ToTimeSpan().TotalSeconds} s";

    private static string Bytes(Attachment attachment) => NumberText.Bytes(attachment.SizeBytes);

    private static string FirstLine(string text) => text.Split('\n')[0];
}

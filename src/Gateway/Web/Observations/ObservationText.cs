using Fleet.Api.V1;

namespace Fleet.Gateway.Web.Observations;

/// <summary>An observation in a few words, and its attachment as a link.</summary>
internal static class ObservationText
{
    public static string TypeOf(Observation observation) => observation.Type switch
    {
        ObservationType.LogFile => "log",
        var type => type.ToString().ToLowerInvariant(),
    };

    public static string Of(Observation observation) => observation.ContentCase switch
    {
        Observation.ContentOneofCase.Reboot => Of(observation.Reboot),
        Observation.ContentOneofCase.Trace => $"{observation.Trace.Type} in {observation.Trace.Program}",
        Observation.ContentOneofCase.Crash => Of(observation.Crash),
        Observation.ContentOneofCase.Coredump => $"core of crash {observation.Coredump.Id[..8]}{(observation.Coredump.IsTruncated ? ", truncated" : "")}",
        Observation.ContentOneofCase.LogFile => $"{ValueFormat.Count(observation.LogFile.Lines)} lines",
        Observation.ContentOneofCase.Recording => observation.Recording.Name,
        _ => "",
    };

    /// <summary>Whether it is bad news.</summary>
    public static bool IsBad(Observation observation) => observation.ContentCase switch
    {
        Observation.ContentOneofCase.Reboot => !observation.Reboot.IsExpected,
        Observation.ContentOneofCase.Trace or Observation.ContentOneofCase.Crash => true,
        _ => false,
    };

    /// <summary>Null when there is nothing to download.</summary>
    public static (string Url, long Bytes)? DownloadOf(Observation observation) => observation.ContentCase switch
    {
        Observation.ContentOneofCase.Coredump => Link(observation.Coredump.Attachment, $"core-{observation.Coredump.Id}.zst"),
        Observation.ContentOneofCase.LogFile => Link(observation.LogFile.Attachment, $"log-{observation.LogFile.Id}.zst"),
        Observation.ContentOneofCase.Recording => Link(observation.Recording.Attachment, observation.Recording.Name),
        _ => null,
    };

    private static string Of(Reboot reboot) =>
        reboot.Slug.Length > 0 ? reboot.Slug : reboot.Reason == RebootReason.Unspecified ? $"reason {reboot.ReasonNumber}" : reboot.Reason.ToString();

    private static string Of(Crash crash) =>
        crash.Frames.Count > 0 ? $"{crash.Program}, signal {crash.Signal} in {crash.Frames[0].Module}+{crash.Frames[0].Offset}" : $"{crash.Program}, signal {crash.Signal}";

    private static (string Url, long Bytes) Link(Attachment attachment, string name) =>
        ($"/blobs/{attachment.Sha256}?name={Uri.EscapeDataString(name)}", attachment.SizeBytes);
}

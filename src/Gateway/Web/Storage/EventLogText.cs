using Fleet.Api.V1;

namespace Fleet.Gateway.Web.Storage;

/// <summary>What went of the event log, in words.</summary>
internal static class EventLogText
{
    public static string Of(EventLogRetention log) => log.GoneBeforeTime is { } before
        ? $"{ValueFormat.Count(log.RemovedBatches)} batches of the event log ({ValueFormat.WithUnit(log.RemovedBytes, "By")}) are gone, all received before {before.ToDateTimeOffset():yyyy-MM-dd}: no project keeps anything but rollups of then."
        : "Nothing went of the event log yet.";
}

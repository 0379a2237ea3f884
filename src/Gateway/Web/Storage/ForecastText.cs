using Fleet.Api.V1;

namespace Fleet.Gateway.Web.Storage;

/// <summary>When the disk is full, in words.</summary>
internal static class ForecastText
{
    public static string Of(GetStorageResponse disk)
    {
        var free = disk.HasFreeBytes ? $"{ValueFormat.WithUnit(disk.FreeBytes, "By")} are free. " : "";
        return free + disk switch
        {
            { HasFullInDays: true } => $"At this pace the disk is full in {ValueFormat.Count(disk.FullInDays)} days.",
            { Parts: var parts } when !parts.Any(p => p.HasGrowthBytesPerDay) =>
                $"Samples are taken once a day, {disk.SampledDays} so far; growth and forecast need them to span 2 days at least.",
            _ => "At this pace the disk does not get full within ten years.",
        };
    }
}

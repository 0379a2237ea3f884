using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

/// <summary>What an answer is made of, in a line.</summary>
internal static class AnswerText
{
    public static string Of(QueryMetricsResponse answer)
    {
        if (answer.Source == AnswerSource.SetSizes)
        {
            return "Devices in the set; the mean is weighted by time.";
        }

        var source = answer.Source switch
        {
            AnswerSource.Rollups when answer.RecountedBuckets > 0 => $"rollups ({NumberText.Of(answer.RecountedBuckets, "point")} counted again from column files, by the valid range)",
            AnswerSource.Rollups => "rollups",
            AnswerSource.Columns => "column files",
            AnswerSource.Reports => "the device's reports",
            _ => "an unknown source",
        };
        var quantiles = answer.ExactQuantiles ? "exact quantiles" : "quantiles within 1 %";
        var pending = answer.PendingUploads > 0 ? $"; {NumberText.Of(answer.PendingUploads, "upload")} not in it yet" : "";
        var stale = answer.StaleBuckets > 0 ? $"; {NumberText.Of(answer.StaleBuckets, "point")} about to change" : "";
        return $"{NumberText.Of(answer.Reports, "report")} of {NumberText.Of(answer.Devices, "device")}, from {source}, {quantiles}{pending}{stale}.{MetricText.OutOfRange(answer.OutOfRange, answer.Metric?.Range)}{OtherRange(answer.OtherRangeBuckets)}";
    }

    private static string OtherRange(long buckets) => buckets == 0
        ? ""
        : $" {NumberText.Of(buckets, "point")} by an earlier valid range, whose reports are gone.";
}

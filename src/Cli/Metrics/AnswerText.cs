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
            AnswerSource.Rollups when answer.RecountedBuckets > 0 => $"rollups ({NumberText.Of(answer.RecountedBuckets)} points counted again from column files, by the valid range)",
            AnswerSource.Rollups => "rollups",
            AnswerSource.Columns => "column files",
            AnswerSource.Reports => "the device's reports",
            _ => "an unknown source",
        };
        var quantiles = answer.ExactQuantiles ? "exact quantiles" : "quantiles within 1 %";
        var pending = answer.PendingUploads > 0 ? $"; {NumberText.Of(answer.PendingUploads)} uploads are not in it yet" : "";
        var stale = answer.StaleBuckets > 0 ? $"; {NumberText.Of(answer.StaleBuckets)} points are about to change" : "";
        return $"{NumberText.Of(answer.Reports)} reports of {NumberText.Of(answer.Devices)} devices, from {source}, {quantiles}{pending}{stale}.{MetricText.OutOfRange(answer.OutOfRange, answer.Metric?.Range)}{OtherRange(answer.OtherRangeBuckets)}";
    }

    private static string OtherRange(long buckets) => buckets == 0
        ? ""
        : $" {NumberText.Of(buckets)} points are by an earlier valid range, and their reports are gone.";
}

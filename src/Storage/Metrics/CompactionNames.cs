using Fleet.Domain.Metrics;

namespace Fleet.Storage.Metrics;

/// <summary>What compactions and the commits that must not cross them are told apart by. Neither project nor cohort has a slash.</summary>
internal static class CompactionNames
{
    public static string Of(string project, string cohort) => $"{project}/{cohort}";

    public static string Of(string project, string cohort, Bucket bucket) => $"{project}/{cohort}/{(int)bucket.Resolution}/{bucket.StartMs}";
}

using CsCheck;
using Fleet.Domain.Metrics;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Metrics;

namespace Fleet.Grains.Tests.Cohorts;

public sealed class CohortMergeTests
{
    private static readonly SoftwareKey Old = new("main", "1.0");
    private static readonly SoftwareKey New = new("main", "2.0");

    private static readonly Gen<(int Cohort, int Version, int Metric, int Shard, uint Ordinal, double Value)[]> Values = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[1, 2], Gen.Int[0, 3], Gen.UInt[0, 9], Gen.Double[-1e6, 1e6]).Array[1, 40];

    [Fact]
    public void The_fleet_is_the_merge_of_its_cohorts_and_a_cohort_that_of_its_software() => Values.Sample(values =>
    {
        var cohorts = values.GroupBy(v => v.Cohort)
            .SelectMany(cohort => CohortMerge.OfPartials($"c{cohort.Key}", Partials(cohort)))
            .ToList();
        foreach (var row in cohorts.Where(r => r.Software == SoftwareKey.All))
        {
            Assert.Equal(Rollup(values.Where(v => $"c{v.Cohort}" == row.Cohort && v.Metric == row.MetricId)), row.Rollup);
        }

        var fleet = CohortMerge.OfCohorts([.. cohorts.Where(r => r.Software == SoftwareKey.All)]);
        Assert.Equal(values.Select(v => v.Metric).Distinct().Order(), fleet.Select(r => r.MetricId).Order());
        Assert.All(fleet, row => Assert.Equal(Rollup(values.Where(v => v.Metric == row.MetricId)), row.Rollup));
    });

    [Fact]
    public void A_device_that_moved_to_other_software_in_the_hour_counts_once_in_the_cohort()
    {
        var merged = CohortMerge.OfPartials("default", [Partial(Old, 0, 7, 1), Partial(New, 0, 7, 2), Partial(New, 1, 7, 3)]);
        long Population(SoftwareKey software) => StoredRollups.Read(merged.Single(r => r.Software == software).Rollup).Devices.Count;
        Assert.Equal((1L, 2L, 2L), (Population(Old), Population(New), Population(SoftwareKey.All)));
    }

    [Fact]
    public void Versions_of_the_same_name_of_other_types_stay_apart() => Assert.Equal(
        3, CohortMerge.OfPartials("default", [Partial(new("main", "1.0"), 0, 1, 1), Partial(new("recovery", "1.0"), 0, 1, 1)]).Count);

    [Fact]
    public void A_damaged_rollup_is_an_error_that_says_what_to_do() => Assert.Contains(
        "rebuild the read models",
        Assert.Throws<InvalidDataException>(() => CohortMerge.OfPartials("default", [new StoredRollup("default", Old, 1, [9])])).Message);

    private static IReadOnlyList<StoredRollup> Partials(IEnumerable<(int Cohort, int Version, int Metric, int Shard, uint Ordinal, double Value)> values) =>
    [
        .. values.GroupBy(v => (v.Version, v.Metric, v.Shard))
            .Select(part => new StoredRollup("", part.Key.Version == 0 ? Old : New, part.Key.Metric, Rollup(part))),
    ];

    private static byte[] Rollup(IEnumerable<(int Cohort, int Version, int Metric, int Shard, uint Ordinal, double Value)> values)
    {
        var rollup = new MetricRollup();
        foreach (var v in values)
        {
            rollup.Add(v.Value, v.Value, v.Value, v.Shard, v.Ordinal);
        }

        return rollup.ToArray();
    }

    private static StoredRollup Partial(SoftwareKey software, int shard, uint ordinal, double value) =>
        new("default", software, 1, Rollup([(0, 0, 1, shard, ordinal, value)]));
}

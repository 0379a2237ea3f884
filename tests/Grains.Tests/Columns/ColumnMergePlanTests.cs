using CsCheck;
using Fleet.Grains.Columns;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Columns;

public sealed class ColumnMergePlanTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(Noon);

    private const long Today = Noon - (12 * Hour);

    [Fact]
    public void A_day_that_is_over_becomes_one_file()
    {
        var files = Enumerable.Range(0, 16).Select(shard => File(Today - Day, shard)).ToList();
        Assert.Equal(files.Select(f => f.Id).Order(), Assert.Single(ColumnMergePlan.Of(files, Now)).Select(f => f.Id).Order());
    }

    [Fact]
    public void The_day_that_goes_on_is_left_alone_until_it_has_many_files()
    {
        var files = Enumerable.Range(0, ColumnMergePlan.MaxFilesOfDay).Select(shard => File(Today, shard)).ToList();
        Assert.Empty(ColumnMergePlan.Of(files, Now));
        Assert.Single(ColumnMergePlan.Of([.. files, File(Today, 1)], Now));
    }

    [Fact]
    public void A_late_report_waits_for_others_before_its_day_is_written_again()
    {
        var day = File(Today - (3 * Day), ColumnLayout.SeveralShards) with { Rows = 100_000 };
        var late = File(Today - (3 * Day), 2) with { WrittenAtMs = Noon - Hour };
        Assert.Empty(ColumnMergePlan.Of([day, late], Now));
        Assert.Single(ColumnMergePlan.Of([day, late], Now + ColumnMergePlan.LateWait));
    }

    [Fact]
    public void No_merge_passes_the_limit_of_rows_mixes_days_or_parts_or_names_a_file_twice()
    {
        var gen = Gen.Select(
            Gen.Int[0, 3].Select(i => i == 3 ? ColumnLayout.SeveralDays : Today - (i * Day)),
            Gen.Int[0, 3],
            Gen.Long[1, 900_000],
            Gen.Int[0, 1],
            (day, shard, rows, part) => File(day, shard) with { Rows = rows, Part = part });
        gen.List[0, 120].Sample(files =>
        {
            var groups = ColumnMergePlan.Of(files, Now).ToList();
            Assert.All(groups, g =>
            {
                Assert.True(g.Count >= 2);
                Assert.Single(g.Select(f => (f.DayMs, f.Part)).Distinct());
                Assert.True(g.Sum(f => f.Rows) <= ColumnMergePlan.MaxRows);
            });
            var merged = groups.SelectMany(g => g).ToList();
            Assert.Equal(merged.Count, merged.Distinct().Count());
        });
    }

    private static ColumnFile File(long dayMs, int shard) => new()
    {
        Project = "p",
        Part = 0,
        Id = Guid.NewGuid(),
        Shard = shard,
        DayMs = dayMs,
        FromMs = dayMs,
        ToMs = dayMs,
        WrittenAtMs = Noon - (8 * Hour),
        Rows = 600,
        Bytes = 1000,
        Metrics = ColumnMetrics.Of([], 0),
    };
}

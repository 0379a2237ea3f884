using Fleet.Domain.Metrics;
using Fleet.Grains.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;

namespace Fleet.Storage.Tests.Metrics;

/// <summary>What every metric catalog does.</summary>
public abstract class MetricCatalogContract(StoreFixture store)
{
    private readonly string _project = store.NewProject();

    private IMetricCatalogStore Catalog => store.Store.Catalog;

    [Fact]
    public async Task Unknown_table_is_not_found()
    {
        Assert.Null(await Catalog.FindTableAsync(_project, Table("a").Hash, default));
        Assert.Empty(await Catalog.LoadMetricsAsync(_project, default));
    }

    [Fact]
    public async Task Registered_table_is_found_with_the_ids_of_its_columns()
    {
        var table = KeyTable.Of([new("Cpu", MetricKind.Gauge, "%"), new("boots", MetricKind.Counter)]);

        var registered = await Catalog.RegisterAsync(_project, table, 77, default);
        var found = await Catalog.FindTableAsync(_project, table.Hash, default);

        Assert.Equal([1, 2], registered.MetricIds);
        Assert.Equal([1, 2], found!.MetricIds);
        Assert.Equal(table.Columns, found.Table.Columns);
        Assert.Equal(
            [new(1, "cpu", MetricKind.Gauge, "%", 77), new(2, "boots", MetricKind.Counter, "", 77)],
            await Catalog.LoadMetricsAsync(_project, default));
    }

    [Fact]
    public async Task What_is_said_of_a_metric_stays_when_a_device_brings_its_key_again()
    {
        await Catalog.RegisterAsync(_project, KeyTable.Of([new("Cpu", MetricKind.Gauge, "%"), new("boots", MetricKind.Counter)]), 77, default);
        await Catalog.DescribeAsync(_project, "cpu", new MetricDescription("Load", "Of all\ncores", "percent"), default);
        await Catalog.DescribeAsync(store.NewProject(), "boots", new MetricDescription("x", "x", "x"), default);
        await Catalog.RegisterAsync(_project, KeyTable.Of([new("cpu", MetricKind.Gauge, "1")]), 78, default);

        Assert.Equal(
            [new(1, "cpu", MetricKind.Gauge, "percent", 77, "Load", "Of all\ncores"), new(2, "boots", MetricKind.Counter, "", 77)],
            await Catalog.LoadMetricsAsync(_project, default));
    }

    [Fact]
    public async Task Registering_again_gives_the_same_answer()
    {
        var first = await Catalog.RegisterAsync(_project, Table("a", "b"), 1, default);
        var again = await Catalog.RegisterAsync(_project, Table("a", "b"), 2, default);

        Assert.Equal(first.MetricIds, again.MetricIds);
        Assert.All(await Catalog.LoadMetricsAsync(_project, default), metric => Assert.Equal(1, metric.FirstSeenMs));
    }

    [Fact]
    public async Task Keys_are_shared_between_tables_in_any_case()
    {
        await Catalog.RegisterAsync(_project, Table("a", "b"), 1, default);
        var second = await Catalog.RegisterAsync(_project, Table("c", "B", "A"), 1, default);

        Assert.Equal([3, 2, 1], second.MetricIds);
    }

    [Fact]
    public async Task Projects_number_their_metrics_apart()
    {
        var other = store.NewProject();
        await Catalog.RegisterAsync(_project, Table("a", "b"), 1, default);

        Assert.Equal([1], (await Catalog.RegisterAsync(other, Table("b"), 1, default)).MetricIds);
        Assert.Null(await Catalog.FindTableAsync(other, Table("a", "b").Hash, default));
    }

    [Fact]
    public async Task Tables_that_share_keys_and_come_at_once_agree_and_ids_are_dense()
    {
        var tables = Enumerable.Range(0, 12).Select(i => Table([.. Enumerable.Range(0, 20).Select(k => $"k{i + k}")])).ToList();

        var resolved = await Task.WhenAll(tables.Concat(tables).Select(table => Task.Run(() => Catalog.RegisterAsync(_project, table, 1, default))));

        var metrics = await Catalog.LoadMetricsAsync(_project, default);
        Assert.Equal(Enumerable.Range(1, 31), metrics.Select(metric => metric.Id));
        var ids = metrics.ToDictionary(metric => metric.Key, metric => metric.Id);
        Assert.All(resolved, table => Assert.Equal(table.Table.Columns.Select(column => ids[column.Key]), table.MetricIds));
    }

    [Fact]
    public async Task Project_with_too_many_metrics_takes_nothing_of_the_table()
    {
        var full = MetricDefinition.MaxPerProject / ProtocolLimits.MaxKeysPerTable;
        for (var i = 0; i < full; i++)
        {
            await Catalog.RegisterAsync(_project, Many(i, ProtocolLimits.MaxKeysPerTable), 1, default);
        }

        var room = MetricDefinition.MaxPerProject - (full * ProtocolLimits.MaxKeysPerTable);
        var tooMany = Many(full, room + 1);
        var refused = await Assert.ThrowsAsync<TooManyMetricsException>(() => Catalog.RegisterAsync(_project, tooMany, 1, default));

        Assert.Contains($"'{tooMany.Columns[0].Key.ToLowerInvariant()}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"the limit of {MetricDefinition.MaxPerProject}", refused.Message, StringComparison.Ordinal);
        Assert.Null(await Catalog.FindTableAsync(_project, tooMany.Hash, default));
        var last = await Catalog.RegisterAsync(_project, Many(full, room), 1, default);
        Assert.Equal(MetricDefinition.MaxPerProject, last.MetricIds[^1]);
        await Catalog.RegisterAsync(_project, Table($"k0-{full}", $"k1-{full}"), 1, default);
    }

    [Fact]
    public async Task Project_with_too_many_bytes_of_tables_takes_no_other_and_still_knows_its_own()
    {
        // The same keys each time: no new metrics, so that the tables alone fill the project.
        var bytes = 0L;
        var number = 0;
        var last = Wide(number);
        for (; bytes + last.Encoded.Length <= TableUsage.MaxBytes; last = Wide(++number))
        {
            await Catalog.RegisterAsync(_project, last, 1, default);
            bytes += last.Encoded.Length;
        }

        var refused = await Assert.ThrowsAsync<TooManyMetricsException>(() => Catalog.RegisterAsync(_project, last, 1, default));

        Assert.Contains("key tables", refused.Message, StringComparison.Ordinal);
        Assert.Null(await Catalog.FindTableAsync(_project, last.Hash, default));
        Assert.Equal(ProtocolLimits.MaxKeysPerTable, (await Catalog.RegisterAsync(_project, Wide(0), 1, default)).MetricIds.Count);
        Assert.Equal([1], (await Catalog.RegisterAsync(store.NewProject(), Table("a"), 1, default)).MetricIds);
    }

    /// <summary>As large as tables come: long keys, and long units that make each another table.</summary>
    private static KeyTable Wide(int number)
    {
        var unit = $"{number}".PadRight(ProtocolLimits.MaxUnitLength, '\u20AC');
        return KeyTable.Of([.. Enumerable.Range(0, ProtocolLimits.MaxKeysPerTable)
            .Select(i => new MetricColumn($"{i}".PadRight(ProtocolLimits.MaxKeyLength, 'k'), MetricKind.Gauge, unit))]);
    }

    private static KeyTable Many(int table, int count) => Table([.. Enumerable.Range(0, count).Select(i => $"k{i}-{table}")]);

    private static KeyTable Table(params string[] keys) => KeyTable.Of([.. keys.Select(key => new MetricColumn(key, MetricKind.Gauge))]);
}

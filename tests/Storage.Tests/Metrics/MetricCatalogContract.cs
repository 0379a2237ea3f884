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
    public async Task A_valid_range_is_kept_and_can_be_cleared()
    {
        await Catalog.RegisterAsync(_project, Table("a"), 1, default);
        await Catalog.DescribeAsync(_project, "a", new MetricDescription("", "", "") { Range = new ValidRange(-1.5, null) }, default);
        Assert.Equal(new ValidRange(-1.5, null), (await LoadAsync("a")).Range);
        await Catalog.DescribeAsync(_project, "a", new MetricDescription("", "", "") { Range = new ValidRange(null, 1e24) }, default);
        Assert.Equal(new ValidRange(null, 1e24), (await LoadAsync("a")).Range);
        await Catalog.DescribeAsync(_project, "a", new MetricDescription("", "", ""), default);
        Assert.Equal(ValidRange.Any, (await LoadAsync("a")).Range);
    }

    [Fact]
    public async Task A_key_that_is_sent_as_another_kind_keeps_its_own_and_tells_of_both()
    {
        await Catalog.RegisterAsync(_project, KeyTable.Of([new("a", MetricKind.Counter), new("b", MetricKind.Gauge)]), 1, default);
        await Catalog.RegisterAsync(_project, KeyTable.Of([new("A", MetricKind.Timer), new("b", MetricKind.Gauge, "s"), new("c", MetricKind.Set)]), 2, default);
        await Catalog.RegisterAsync(_project, KeyTable.Of([new("a", MetricKind.Timer, "s")]), 2, default);

        var metric = await LoadAsync("a");
        Assert.Equal((MetricKind.Counter, (1 << (int)MetricKind.Counter) | (1 << (int)MetricKind.Timer), 0L), (metric.Kind, metric.SentKinds, metric.KindSinceMs));
        Assert.Equal(1 << (int)MetricKind.Gauge, (await LoadAsync("b")).SentKinds);
        await Catalog.RetypeAsync(_project, "a", MetricKind.Gauge, 9, default);
        Assert.Equal(metric with { Kind = MetricKind.Gauge, KindSinceMs = 9 }, await LoadAsync("a"));
    }

    [Fact]
    public async Task A_renamed_metric_keeps_its_keys_and_moves_them_to_the_new_name()
    {
        await Catalog.RegisterAsync(_project, Table("a", "b"), 1, default);
        await Catalog.RegisterAsync(store.NewProject(), Table("a", "b"), 1, default);
        await Catalog.DescribeAsync(_project, "a", new MetricDescription("Name", "Text", "s") { Range = new ValidRange(0, 1) }, default);
        await Catalog.RetypeAsync(_project, "a", MetricKind.Counter, 5, default);

        Assert.True(await Catalog.RenameAsync(_project, "a", "c", 9, default));
        var renamed = await LoadAsync("c");
        Assert.Equal(
            new MetricDefinition(3, "c", MetricKind.Counter, "s", 9, "Name", "Text") { Range = new ValidRange(0, 1), SentKinds = 0, KindSinceMs = 5 }, renamed);
        Assert.Equal(3, (await LoadAsync("a")).Owner);

        // A device that sends any of the names feeds what it always fed.
        Assert.Equal([1, 3, 2], (await Catalog.RegisterAsync(_project, Table("a", "c", "b"), 10, default)).MetricIds);
        Assert.True(await Catalog.RenameAsync(_project, "c", "d", 11, default));
        Assert.Equal([4, 2, 4, 4], (await Catalog.LoadMetricsAsync(_project, default)).Select(m => m.Owner));
        await Assert.ThrowsAsync<ArgumentException>(() => Catalog.RenameAsync(_project, "b", "d", 12, default));
        Assert.False(await Catalog.RenameAsync(_project, "never", "d", 12, default));
        Assert.Equal([4, 2, 4, 4], (await Catalog.LoadMetricsAsync(_project, default)).Select(m => m.Owner));
        Assert.True(await Catalog.RenameAsync(_project, "d", "a", 13, default));
        Assert.Equal((MetricKind.Counter, 5L, 1), ((await LoadAsync("a")).Kind, (await LoadAsync("a")).KindSinceMs, (await LoadAsync("d")).Owner));
        Assert.Equal(MetricKind.Gauge, (await LoadAsync("b")).Kind);
    }

    [Fact]
    public async Task A_limit_of_its_own_holds_for_one_project_and_refusals_are_counted_with_a_sample_of_keys()
    {
        Assert.Equal((MetricLimit.Default, 0, 0L, 0), Numbers(await store.Store.Guard.LoadGuardAsync(_project, default)));
        await store.Store.Guard.SetLimitAsync(_project, 2, default);
        await Catalog.RegisterAsync(_project, Table("a", "b"), 1, default);
        var refused = await Assert.ThrowsAsync<TooManyMetricsException>(() => Catalog.RegisterAsync(_project, Table("b", "C", "d"), 1, default));
        Assert.Equal(["c", "d"], refused.Keys);
        Assert.Contains("2 more ('c' the first) would pass the limit of 2", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => Catalog.RenameAsync(_project, "a", "c", 9, default));

        await store.Store.Guard.RefusedAsync(_project, 1, new Dictionary<string, long> { ["c"] = 1, ["d"] = 1 }, 5, default);
        await store.Store.Guard.RefusedAsync(_project, 3, new Dictionary<string, long> { ["c"] = 3 }, 7, default);
        var guard = await store.Store.Guard.LoadGuardAsync(_project, default);
        Assert.Equal((2, 2, 4L, 2), Numbers(guard));
        Assert.Equal([new RefusedKey("c", 4, 5, 7), new RefusedKey("d", 1, 5, 5)], guard.Keys);
        var many = Enumerable.Range(0, IMetricGuardStore.MaxRefusedKeys - 1).ToDictionary(i => $"k{i:000}", _ => 1L);
        await store.Store.Guard.RefusedAsync(_project, 1, many, 9, default);
        Assert.Equal(["c", .. many.Keys], (await store.Store.Guard.LoadGuardAsync(_project, default)).Keys.Select(k => k.Key));

        await store.Store.Guard.SetLimitAsync(_project, 4, default);
        await Catalog.RegisterAsync(_project, Table("b", "C", "d"), 1, default);
        Assert.Equal((4, 4, 5L, IMetricGuardStore.MaxRefusedKeys), Numbers(await store.Store.Guard.LoadGuardAsync(_project, default)));
        await Catalog.RegisterAsync(store.NewProject(), Table("a", "b", "c", "d", "e"), 1, default);
    }

    private static (int Limit, int Used, long Refused, int Keys) Numbers(MetricGuard guard) => (guard.Limit, guard.Used, guard.Refused, guard.Keys.Count);

    private async Task<MetricDefinition> LoadAsync(string key) => (await Catalog.LoadMetricsAsync(_project, default)).Single(m => m.Key == key);

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
        var full = MetricLimit.Default / ProtocolLimits.MaxKeysPerTable;
        for (var i = 0; i < full; i++)
        {
            await Catalog.RegisterAsync(_project, Many(i, ProtocolLimits.MaxKeysPerTable), 1, default);
        }

        var room = MetricLimit.Default - (full * ProtocolLimits.MaxKeysPerTable);
        var tooMany = Many(full, room + 1);
        var refused = await Assert.ThrowsAsync<TooManyMetricsException>(() => Catalog.RegisterAsync(_project, tooMany, 1, default));

        Assert.Contains($"'{tooMany.Columns[0].Key.ToLowerInvariant()}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"the limit of {MetricLimit.Default}", refused.Message, StringComparison.Ordinal);
        Assert.Null(await Catalog.FindTableAsync(_project, tooMany.Hash, default));
        var last = await Catalog.RegisterAsync(_project, Many(full, room), 1, default);
        Assert.Equal(MetricLimit.Default, last.MetricIds[^1]);
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

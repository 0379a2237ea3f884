using Fleet.Grains.Issues;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Tests.Issues;

/// <summary>What every store of events of issues does.</summary>
public abstract class IssueEventStoreContract(StoreFixture store)
{
    private readonly string _project = store.NewProject();

    private IIssueEventStore Issues => store.Store.Issues;

    [Fact]
    public async Task Batches_are_read_as_they_were_appended_in_their_project_only()
    {
        Assert.True(await Issues.AppendAsync(_project, 0, [Batch(1, 7), Batch(2, 7, 8)], default));
        Assert.True(await Issues.AppendAsync(_project, 2, [Batch(3, 8)], default));

        var stored = await Issues.LoadAsync(_project, default);
        Assert.Equal((3L, null), (stored.Sequence, stored.Snapshot));
        Assert.Equal(["1:1", "2:2", "3:3"], stored.Batches.Select(Text));
        Assert.Equal(3, await Issues.HeadAsync(_project, default));
        Assert.Equal(["2:2"], (await Issues.ReadAsync(_project, 1, 1, default)).Select(Text));
        Assert.Equal(["2:2", "3:3"], (await Issues.ReadAsync(_project, 1, 9, default)).Select(Text));
        var other = store.NewProject();
        Assert.Equal((0L, null, 0), await Issues.LoadAsync(other, default) is var none ? (none.Sequence, none.Snapshot, none.Batches.Count) : default);
        Assert.Equal(0, await Issues.HeadAsync(other, default));
        Assert.Empty(await Issues.ReadAsync(other, 0, 9, default));
    }

    [Fact]
    public async Task Who_does_not_know_the_last_batch_appends_nothing()
    {
        Assert.False(await Issues.AppendAsync(_project, 1, [Batch(1, 1)], default));
        Assert.True(await Issues.AppendAsync(_project, 0, [Batch(1, 1)], default));
        Assert.False(await Issues.AppendAsync(_project, 0, [Batch(2, 1), Batch(3, 1)], default));
        Assert.False(await Issues.AppendAsync(_project, 2, [Batch(2, 1)], default));
        Assert.Equal(["1:1"], (await Issues.LoadAsync(_project, default)).Batches.Select(Text));
        Assert.Equal(["1:1"], (await Issues.HistoryAsync(_project, 1, long.MaxValue, 9, default)).Select(Text));
    }

    [Fact]
    public async Task Of_many_who_append_at_once_one_does()
    {
        for (var after = 0; after < 10; after += 2)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Issues.AppendAsync(_project, after, [Batch(i, 1), Batch(i, 2)], default)));
            Assert.Single(results, true);
        }

        var stored = await Issues.LoadAsync(_project, default);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), stored.Batches.Select(b => b.Sequence));
        Assert.All(stored.Batches.Chunk(2), pair => Assert.Equal(pair[0].Payload, pair[1].Payload));
    }

    [Fact]
    public async Task The_history_of_an_issue_is_what_changed_it_the_newest_first_in_pages()
    {
        await Issues.AppendAsync(_project, 0, [Batch(1, 7), Batch(2, 7, 8), Batch(3, 8), Batch(4, 7)], default);

        Assert.Equal(["4:4", "2:2"], (await Issues.HistoryAsync(_project, 7, long.MaxValue, 2, default)).Select(Text));
        Assert.Equal(["1:1"], (await Issues.HistoryAsync(_project, 7, 2, 2, default)).Select(Text));
        Assert.Equal(["3:3", "2:2"], (await Issues.HistoryAsync(_project, 8, long.MaxValue, 9, default)).Select(Text));
        Assert.Empty(await Issues.HistoryAsync(_project, 9, long.MaxValue, 9, default));
        Assert.Empty(await Issues.HistoryAsync(store.NewProject(), 7, long.MaxValue, 9, default));
    }

    [Fact]
    public async Task A_snapshot_stands_for_the_batches_before_it_and_never_goes_back()
    {
        await Issues.SaveSnapshotAsync(_project, new IssueSnapshot(0, 1, [1]), default);
        await Issues.AppendAsync(_project, 0, [Batch(1, 1), Batch(2, 1), Batch(3, 1)], default);
        await Issues.SaveSnapshotAsync(_project, new IssueSnapshot(2, 5, [1, 2]), default);
        await Issues.SaveSnapshotAsync(_project, new IssueSnapshot(1, 5, [1]), default);
        await Issues.SaveSnapshotAsync(_project, new IssueSnapshot(4, 5, [4]), default);

        var stored = await Issues.LoadAsync(_project, default);
        Assert.Equal((2L, 5), (stored.Snapshot!.Sequence, stored.Snapshot.Format));
        Assert.Equal([1, 2], stored.Snapshot.Payload);
        Assert.Equal((3L, "3:3"), (stored.Sequence, Text(Assert.Single(stored.Batches))));
        await Issues.SaveSnapshotAsync(_project, new IssueSnapshot(3, 6, [3]), default);
        stored = await Issues.LoadAsync(_project, default);
        Assert.Equal((3L, 3L, 0), (stored.Sequence, stored.Snapshot!.Sequence, stored.Batches.Count));
    }

    [Fact]
    public async Task A_damaged_snapshot_costs_replay_and_nothing_else()
    {
        await Issues.AppendAsync(_project, 0, [Batch(1, 1), Batch(2, 1)], default);
        await Issues.SaveSnapshotAsync(_project, new IssueSnapshot(2, 1, [1, 2, 3]), default);
        var table = store.Store.Databases.Log.Dialect == SqlDialect.PostgreSql ? "log.issue_snapshot" : "issue_snapshot";
        await store.Store.Databases.Log.TransactAsync(
            transaction => transaction.ExecuteAsync(new SqlQuery("damage", _project, new byte[] { 1, 2, 4 }) { Text = $"update {table} set payload = $2 where project = $1" }), default);

        var stored = await Issues.LoadAsync(_project, default);
        Assert.Null(stored.Snapshot);
        Assert.Equal(["1:1", "2:2"], stored.Batches.Select(Text));
    }

    private static NewIssueBatch Batch(int number, params long[] issues) => new(number, [(byte)number], issues);

    private static string Text(StoredIssueBatch batch) => $"{batch.Sequence}:{batch.Format}";
}

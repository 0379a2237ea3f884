using Fleet.Storage.Sql;

namespace Fleet.Storage.Tests.Projections;

public sealed class PostgresProjectionStoreTests(PostgresStore store) : ProjectionStoreContract(store), IClassFixture<PostgresStore>
{
    /// <summary>The commit has a mark that emptying waits for, and a checkpoint that a delete does not see: without a lock its rows would go and its checkpoint stay.</summary>
    [Fact]
    public async Task Emptying_waits_for_the_first_commit_of_a_shard_that_is_under_way()
    {
        const int Shard = 9_100;
        var views = store.Store.Databases.Views;
        Task? emptied = null;
        await views.TransactAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(new SqlQuery("Projections.move_checkpoint", Shard, 0L, 0, 5L, 1));
                await transaction.WriteAsync(
                    "Metrics.touch_bucket", SqlColumn.Of([1], _ => store.NewProject()), SqlColumn.Of([1], _ => "beta"), SqlColumn.Of([1], _ => 1), SqlColumn.Of([1], _ => 0L));
                await transaction.QueryAsync(new SqlQuery("Projections.load_checkpoint", Shard), row => row.GetInt64(0));
                emptied = store.Store.ReadModels.ClearAsync(default);
                while (await WaitingAsync(views) == 0)
                {
                    // It is on its way to the lock.
                }

                return true;
            },
            default);
        await emptied!;
        Assert.Equal(default, await store.Store.Projections.LoadCheckpointAsync(Shard, default));
    }

    private static async Task<long> WaitingAsync(ISqlDatabase views) => (await views.QueryAsync(
        new SqlQuery("") { Text = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'" },
        row => row.GetInt64(0),
        default))[0];
}

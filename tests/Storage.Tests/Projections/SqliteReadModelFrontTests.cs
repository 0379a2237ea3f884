using Fleet.Storage.Sql;

namespace Fleet.Storage.Tests.Projections;

public sealed class SqliteReadModelFrontTests(SqliteStore store) : ReadModelFrontContract(store), IClassFixture<SqliteStore>
{
    [Fact]
    public async Task Only_the_transaction_that_releases_waits_for_the_disk()
    {
        // 1 is normal, 2 full: https://www.sqlite.org/pragma.html#pragma_synchronous
        var views = store.Store.Databases.Views;
        Assert.Equal(1, await views.TransactAsync(ModeAsync, default));
        Assert.Equal(2, await views.TransactDurablyAsync(ModeAsync, default));
        Assert.Equal(1, await views.TransactAsync(ModeAsync, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => views.TransactDurablyAsync<long>(_ => throw new InvalidOperationException(), default));
        Assert.Equal(1, await views.TransactAsync(ModeAsync, default));
        Assert.Equal(2, await store.Store.Databases.Log.TransactAsync(ModeAsync, default));
        Assert.Equal(2, await store.Store.Databases.Log.TransactDurablyAsync(ModeAsync, default));
        Assert.Equal(2, await store.Store.Databases.Log.TransactAsync(ModeAsync, default));
    }

    private static async ValueTask<long> ModeAsync(ISqlTransaction transaction) =>
        (await transaction.QueryAsync(new SqlQuery("mode") { Text = "pragma synchronous" }, row => row.GetInt64(0)))[0];
}

using Fleet.Storage.Sql;

namespace Fleet.Storage.Tests.Projections;

public sealed class PostgresReadModelFrontTests(PostgresStore store) : ReadModelFrontContract(store), IClassFixture<PostgresStore>
{
    [Fact]
    public async Task Only_the_transaction_that_releases_waits_for_the_disk()
    {
        var views = store.Store.Databases.Views;
        Assert.Equal("off", await views.TransactAsync(ModeAsync, default));
        Assert.Equal("on", await views.TransactDurablyAsync(ModeAsync, default));
        Assert.Equal("off", await views.TransactAsync(ModeAsync, default));
        Assert.Equal("on", await store.Store.Databases.Log.TransactAsync(ModeAsync, default));
    }

    private static async ValueTask<string> ModeAsync(ISqlTransaction transaction) =>
        (await transaction.QueryAsync(new SqlQuery("mode") { Text = "show synchronous_commit" }, row => row.GetString(0)))[0];
}

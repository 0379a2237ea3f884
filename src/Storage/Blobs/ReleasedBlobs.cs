using Fleet.Grains.Blobs;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Blobs;

internal sealed class ReleasedBlobs(ISqlDatabase views) : IReleasedBlobs
{
    public async Task<IReadOnlyList<ReleasedBlob>> ListAsync(long beforeMs, int limit, CancellationToken cancellation) =>
        await views.QueryAsync(
            new SqlQuery("Blobs.list_released", beforeMs, limit), row => new ReleasedBlob(row.GetString(0), row.GetString(1), row.GetBoolean(2)), cancellation);

    public Task ForgetAsync(ReleasedBlob blob, long beforeMs, CancellationToken cancellation) => views.TransactAsync(
        async transaction => await transaction.ExecuteAsync(new SqlQuery("Blobs.forget_released", blob.Project, blob.Sha256, beforeMs)), cancellation);
}

using Fleet.Grains.Blobs;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Blobs;

/// <summary>The list is among the read models, as what releases most; files of symbols are primary data, on SQLite in another file.</summary>
internal sealed class ReleasedBlobs(ISqlDatabase log, ISqlDatabase views) : IReleasedBlobs
{
    public async Task<IReadOnlyList<ReleasedBlob>> ListAsync(long beforeMs, int limit, CancellationToken cancellation)
    {
        var due = await views.QueryAsync(
            new SqlQuery("Blobs.list_released", beforeMs, limit), row => new ReleasedBlob(row.GetString(0), row.GetString(1), row.GetBoolean(2)), cancellation);
        var symbols = new HashSet<(string, string)>();
        foreach (var project in due.GroupBy(blob => blob.Project, StringComparer.Ordinal))
        {
            var known = await log.QueryAsync(
                new SqlQuery("Symbols.known_blobs", project.Key, project.Select(blob => blob.Sha256).ToArray()), row => row.GetString(0), cancellation);
            symbols.UnionWith(known.Select(sha256 => (project.Key, sha256)));
        }

        return [.. due.Select(blob => blob with { IsReferenced = blob.IsReferenced || symbols.Contains((blob.Project, blob.Sha256)) })];
    }

    public Task ReleaseAsync(string project, BlobId blob, long nowMs, CancellationToken cancellation) => views.TransactAsync(
        async transaction =>
        {
            string[] one = [blob.ToString()];
            await transaction.WriteAsync("Projections.release_blob", SqlColumn.Of(one, _ => project), SqlColumn.Of(one, sha256 => sha256), SqlColumn.Of(one, _ => nowMs));
            return true;
        },
        cancellation);

    public Task ForgetAsync(ReleasedBlob blob, long beforeMs, CancellationToken cancellation) => views.TransactAsync(
        async transaction => await transaction.ExecuteAsync(new SqlQuery("Blobs.forget_released", blob.Project, blob.Sha256, beforeMs)), cancellation);
}

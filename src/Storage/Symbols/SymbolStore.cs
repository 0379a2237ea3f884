using System.Data.Common;
using System.Text;
using Fleet.Domain.Symbols;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbols;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Symbols;

/// <summary>Files of symbols, beside the event log: they cannot be made anew from anything.</summary>
internal sealed class SymbolStore(ISqlDatabase log) : ISymbolStore
{
    public Task<SymbolFile?> PutAsync(string project, SymbolFile file, IReadOnlyCollection<SymbolId> units, CancellationToken cancellation) => log.TransactAsync(
        async transaction =>
        {
            var id = file.Id.ToString();
            await transaction.QueryAsync(new SqlQuery("Symbols.lock_file", project, id), _ => true);
            var before = (await transaction.QueryAsync(new SqlQuery("Symbols.get_file", project, id, (int)file.Kind), Read)).FirstOrDefault();
            await transaction.ExecuteAsync(new SqlQuery(
                "Symbols.put_file",
                project,
                id,
                (int)file.Kind,
                file.Blob.ToString(),
                file.Bytes,
                file.Name,
                file.UploadedAtMs,
                (int)file.Parts,
                file.Architecture));
            if (file.Kind == SymbolKind.Split)
            {
                await transaction.ExecuteAsync(new SqlQuery("Symbols.delete_units", project, id));
                await transaction.WriteAsync("Symbols.insert_unit", SqlColumn.Of(units, _ => project), SqlColumn.Of(units, unit => unit.ToString()), SqlColumn.Of(units, _ => id));
            }

            return before;
        },
        cancellation);

    public async Task<SymbolFile?> FindAsync(string project, SymbolId id, SymbolKind kind, CancellationToken cancellation) =>
        (await log.QueryAsync(Find(project, id, kind), Read, cancellation)).FirstOrDefault();

    public async Task<IReadOnlyList<SymbolFile>> ListAsync(string project, SymbolPage page, CancellationToken cancellation) => await log.QueryAsync(
        new SqlQuery("Symbols.list_files", project, page.IdPrefix, Pattern(page.NameGlob), page.AfterId, (int)page.AfterKind, page.Limit), Read, cancellation);

    public async Task<IReadOnlySet<BlobId>> KnownAsync(string project, IReadOnlyCollection<BlobId> blobs, CancellationToken cancellation) =>
        (await log.QueryAsync(new SqlQuery("Symbols.known_blobs", project, blobs.Select(blob => blob.ToString()).ToArray()), row => Blob(row.GetString(0)), cancellation)).ToHashSet();

    public async Task<IReadOnlySet<SymbolId>> PresentAsync(string project, SymbolKind kind, IReadOnlyCollection<SymbolId> ids, CancellationToken cancellation) =>
        (await log.QueryAsync(new SqlQuery("Symbols.present_ids", project, (int)kind, ids.Select(id => id.ToString()).ToArray()), row => Id(row.GetString(0)), cancellation)).ToHashSet();

    public async Task<IReadOnlyList<(string Project, SymbolId Id)>> SinceAsync(long fromMs, int limit, CancellationToken cancellation) =>
        await log.QueryAsync(new SqlQuery("Symbols.recent_ids", fromMs, limit), row => (row.GetString(0), Id(row.GetString(1))), cancellation);

    public Task<bool> DeleteAsync(string project, SymbolFile file, CancellationToken cancellation) => log.TransactAsync(
        async transaction =>
        {
            var id = file.Id.ToString();
            await transaction.QueryAsync(new SqlQuery("Symbols.lock_file", project, id), _ => true);
            var deleted = await transaction.ExecuteAsync(new SqlQuery("Symbols.delete_file", project, id, (int)file.Kind, file.Blob.ToString())) > 0;
            if (deleted && file.Kind == SymbolKind.Split)
            {
                await transaction.ExecuteAsync(new SqlQuery("Symbols.delete_units", project, id));
            }

            return deleted;
        },
        cancellation);

    private static SqlQuery Find(string project, SymbolId id, SymbolKind kind) => new("Symbols.find_file", project, id.ToString(), (int)kind);

    private static SymbolFile Read(DbDataReader row) => new(
        Id(row.GetString(0)),
        (SymbolKind)row.GetInt32(1),
        Blob(row.GetString(2)),
        row.GetInt64(3),
        row.GetString(4),
        row.GetInt64(5),
        (SymbolParts)row.GetInt32(6),
        row.GetString(7));

    private static SymbolId Id(string stored) => SymbolId.TryParse(stored, out var id) ? id : throw new InvalidDataException($"'{stored}' in symbol_file is no id");

    private static BlobId Blob(string stored) => BlobId.TryParse(stored, out var blob) ? blob : throw new InvalidDataException($"'{stored}' in symbol_file is no SHA-256");

    /// <summary>A pattern of <c>like</c>, escaped by <c>\</c>.</summary>
    private static string Pattern(string glob)
    {
        if (glob.Length == 0)
        {
            return "%";
        }

        var pattern = new StringBuilder();
        foreach (var c in glob)
        {
            _ = c switch
            {
                '*' => pattern.Append('%'),
                '?' => pattern.Append('_'),
                '%' or '_' or '\\' => pattern.Append('\\').Append(c),
                _ => pattern.Append(c),
            };
        }

        return pattern.ToString();
    }
}

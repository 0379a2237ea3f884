using DuckDB.NET.Data;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>Tells a file that went while it was read, since it was merged, from a fault.</summary>
internal sealed class LostFiles(ColumnFolder folder)
{
    /// <exception cref="ColumnFileMissingException">Reading failed, and one of the files is not there.</exception>
    public T Read<T>(IReadOnlyList<ColumnFile> files, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDBException e) when (Lost(files) is { } lost)
        {
            throw Missing(lost, e);
        }
    }

    /// <inheritdoc cref="Read"/>
    public async Task<T> ReadAsync<T>(IReadOnlyList<ColumnFile> files, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (IOException e) when (Lost(files) is { } lost)
        {
            throw Missing(lost, e);
        }
    }

    private ColumnFile? Lost(IReadOnlyList<ColumnFile> files) => files.FirstOrDefault(f => !File.Exists(folder.PathOf(f)));

    private static ColumnFileMissingException Missing(ColumnFile file, Exception cause) =>
        new($"column file {file.Id:n} of project '{file.Project}' is gone", cause);
}

using DuckDB.NET.Data;

namespace Fleet.Storage.Columns;

/// <summary>
/// The database engine that reads and writes column files, inside this process. It holds no data: every use gets a connection with temporary
/// tables of its own. It loads no extensions and reaches no files but those below the column folder.
/// </summary>
internal sealed class DuckDb : IDisposable
{
    private readonly DuckDBConnection _root;

    /// <param name="options">Where and with what.</param>
    /// <param name="spill">Folder below the column folder for what does not fit into memory, of this engine alone.</param>
    public DuckDb(ColumnStoreOptions options, string spill)
    {
        var folder = Path.GetFullPath(options.Folder);
        var temporary = Path.Combine(folder, spill);
        Directory.CreateDirectory(temporary);
        _root = new DuckDBConnection("Data Source=:memory:");
        _root.Open();
        using var command = _root.CreateCommand();
        command.CommandText = $"""
            set threads = {options.Threads};
            set memory_limit = '{options.MemoryBytes}B';
            set temp_directory = '{Quoted(temporary)}';
            set autoinstall_known_extensions = false;
            set autoload_known_extensions = false;
            set parquet_metadata_cache = true;
            set preserve_insertion_order = true;
            set allowed_directories = ['{Quoted(folder)}'];
            set enable_external_access = false;
            set lock_configuration = true;
            """;
        command.ExecuteNonQuery();
    }

    /// <summary>A text within single quotes.</summary>
    public static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    /// <summary>Runs work on a thread of the pool with a connection of its own, which cancellation interrupts.</summary>
    public async Task<T> RunAsync<T>(Func<DuckDBConnection, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return await Task.Run(
            () =>
            {
                using var connection = _root.Duplicate();
                connection.Open();
                return work(connection);
            },
            cancellation);
    }

    public void Dispose() => _root.Dispose();
}

using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Fleet.Grains;
using Fleet.Grains.Columns;
using Fleet.Grains.Exports;
using Fleet.Storage.Columns;

namespace Fleet.Storage.Exports;

/// <summary>
/// Exports by the engine of the column files. The file is written whole before anyone reads it, since column files may be merged away meanwhile, and an error
/// must not come in the middle of a download; it is removed when it is closed. One that a crash leaves is swept with the column files.
/// </summary>
/// <param name="options">Where.</param>
/// <param name="files">Reads column files.</param>
internal sealed class ExportFiles(ColumnStoreOptions options, ColumnFiles files) : IExportFiles, IDisposable
{
    private readonly ColumnFolder _folder = new(options.Folder);

    /// <summary>Sorting takes memory, which questions need too: one at a time.</summary>
    private readonly SemaphoreSlim _writing = new(1);

    public async Task<ExportedFile> WriteAsync(ExportRequest request, ExportRows rows, CancellationToken cancellation)
    {
        var path = _folder.ExportPathOf(request.Project, Guid.NewGuid());
        await _writing.WaitAsync(cancellation);
        try
        {
            var (reports, devices) = await files.UseAsync(
                [.. rows.Files.Values.SelectMany(f => f)], connection => Write(connection, request, rows, path, cancellation), cancellation);
            var content = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan | FileOptions.DeleteOnClose);
            return new ExportedFile(content, reports, devices, rows.Metrics.Count);
        }
        catch (DuckDBException e)
        {
            File.Delete(path);
            cancellation.ThrowIfCancellationRequested();
            throw e.ErrorType == DuckDBErrorType.OutOfMemory
                ? new ExportTooLargeException("start_time: the export needs more memory than the engine may have; choose a shorter range, fewer metrics or fewer devices", e)
                : new StoreUnavailableException($"the export cannot be written: {e.Message}", e);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private (long Reports, long Devices) Write(DuckDBConnection connection, ExportRequest request, ExportRows rows, string path, CancellationToken cancellation)
    {
        var columns = ExportColumn.All(request, rows).ToList();
        var sql = new ExportSql(request, rows, columns, _folder);
        Execute(connection, $"create temp table {ExportSql.Tail} ({sql.TailColumns})", cancellation);
        using (var appender = connection.CreateAppender("temp", "main", ExportSql.Tail))
        {
            ExportTail.Append(appender, rows.Tail, columns);
        }

        if (request.DeviceIds is { } ids)
        {
            Execute(connection, $"create temp table {ExportSql.Devices} (device BIGINT)", cancellation);
            using var appender = connection.CreateAppender("temp", "main", ExportSql.Devices);
            foreach (var id in ids)
            {
                appender.CreateRow().AppendValue(id).EndRow();
            }
        }

        var found = sql.Rows();
        var (reports, devices) = Count(connection, found, cancellation);
        if (reports * Math.Max(1, columns.Count) > options.MaxExportValues)
        {
            throw new ExportTooLargeException(
                $"start_time: the export would have {reports:N0} reports with {columns.Count:N0} columns of values, {reports * columns.Count:N0} values, of which {options.MaxExportValues:N0} are allowed; "
                + "choose a shorter range, fewer metrics or fewer devices");
        }

        Execute(connection, ExportCopySql.Copy(request.Format, found, columns, path), cancellation);
        return (reports, devices);
    }

    private static (long Reports, long Devices) Count(DuckDBConnection connection, string rows, CancellationToken cancellation)
    {
        using var command = connection.CreateCommand();
        command.CommandText = ExportCopySql.Count(rows);
        using var interrupt = cancellation.Register(command.Cancel);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static void Execute(DuckDBConnection connection, string sql, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var interrupt = cancellation.Register(command.Cancel);
        command.ExecuteNonQuery();
    }
}

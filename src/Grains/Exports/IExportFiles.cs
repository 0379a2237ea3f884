using Fleet.Grains.Columns;

namespace Fleet.Grains.Exports;

/// <summary>Makes one file of the rows of column files.</summary>
public interface IExportFiles
{
    /// <summary>Writes the reports by device and time; one export after the other.</summary>
    /// <exception cref="ExportTooLargeException">Found before anything is written, or the engine has not enough memory.</exception>
    /// <exception cref="ColumnFileMissingException">A file is not there any more: the catalog has others in its place.</exception>
    /// <exception cref="StoreUnavailableException">The file cannot be written: the disk is full.</exception>
    Task<ExportedFile> WriteAsync(ExportRequest request, ExportRows rows, CancellationToken cancellation);
}

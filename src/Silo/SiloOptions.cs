using Fleet.Silo.Workers;
using Fleet.Storage;
using Fleet.Storage.Blobs;
using Fleet.Storage.Columns;

namespace Fleet.Silo;

/// <summary>What a silo must know to start.</summary>
/// <param name="Storage">Where events, read models and operators' state are kept.</param>
/// <param name="BlobFolder">Where attachments are kept.</param>
/// <param name="Columns">Where column files are kept.</param>
public sealed record SiloOptions(StorageOptions Storage, string BlobFolder, ColumnStoreOptions Columns)
{
    /// <summary>Bytes that a project may have of uploads and of attachments that nothing refers to yet.</summary>
    public long BlobQuotaBytes { get; init; } = DirectoryBlobStore.DefaultQuotaBytes;

    /// <summary>Other debuginfod servers, asked in this order for symbols that a project lacks.</summary>
    public IReadOnlyList<Uri> DebuginfodUpstreams { get; init; } = [];

    /// <summary>How cores are processed.</summary>
    public SymbolicationOptions Symbolication { get; init; } = new();
}

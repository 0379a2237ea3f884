using Fleet.Storage;

namespace Fleet.Silo;

/// <summary>What a silo must know to start.</summary>
/// <param name="Storage">Where events, read models and operators' state are kept.</param>
/// <param name="BlobFolder">Where attachments are kept.</param>
public sealed record SiloOptions(StorageOptions Storage, string BlobFolder);

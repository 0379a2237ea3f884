using Fleet.Storage;

namespace Fleet.Silo;

/// <summary>What a silo must know to start.</summary>
/// <param name="Storage">Where everything is kept.</param>
public sealed record SiloOptions(StorageOptions Storage);

namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>What a chunk's file says of itself from its beginning on.</summary>
/// <param name="Ordinal">Its place among the files of this device.</param>
/// <param name="Cid">Names it in the chain.</param>
/// <param name="NextCid">Names the chunk behind it, which is not there yet.</param>
/// <param name="BootId">Of the system when it was begun: a chunk holds lines of one boot.</param>
/// <param name="CreatedMs">Wall clock when it was begun, milliseconds since 1970 UTC.</param>
internal readonly record struct ChunkHeader(ulong Ordinal, Guid Cid, Guid NextCid, Guid BootId, long CreatedMs);

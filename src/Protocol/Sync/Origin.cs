namespace Fleet.Protocol.Sync;

/// <summary>
/// Where an entry was captured: the boot and the software that ran then. A report that waited through an update counts for the version
/// that it was captured on.
/// </summary>
/// <param name="BootId">The kernel's boot id, 16 bytes in network order on the wire.</param>
public sealed record Origin(Guid BootId, string SoftwareType, string SoftwareVersion);

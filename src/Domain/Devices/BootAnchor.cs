namespace Fleet.Domain.Devices;

/// <summary>
/// When a boot began, as well as we know: wall time less uptime of an observation whose clock could be believed. Places entries of the
/// same boot that were captured before the clock was set.
/// </summary>
/// <param name="BootId">The kernel's boot id.</param>
/// <param name="StartedAtMs">Milliseconds since 1970 UTC.</param>
public readonly record struct BootAnchor(Guid BootId, long StartedAtMs);

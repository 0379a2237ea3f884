namespace Fleet.Protocol.Sync;

/// <summary>
/// Something that a server asks a device for. It comes with every reply until the device has answered it with an <see cref="RequestAnswer"/>, or it has
/// expired; a device takes each id once. Times are the server's: the device moves them to its own clock by the reply's time.
/// </summary>
/// <param name="Id">1 or greater; never used again for this device.</param>
/// <param name="Kind">A <see cref="RequestKind"/>, or one that this side does not know.</param>
/// <param name="ExpiresMs">From then on it is not to be carried out any more; milliseconds since 1970 UTC.</param>
/// <param name="FromMs">Start of the stretch; 0 where the kind has none.</param>
/// <param name="ToMs">End of the stretch, excluded; 0 where the kind has none.</param>
/// <param name="Subject">Id of the crash; empty where the kind has none.</param>
public sealed record DeviceRequest(long Id, int Kind, long ExpiresMs, long FromMs, long ToMs, Guid Subject);

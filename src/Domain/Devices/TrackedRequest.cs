using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>Something that the device is asked for, and what came of it.</summary>
/// <param name="Request">As the device is told.</param>
/// <param name="MadeAtMs">Milliseconds since 1970 UTC, server time.</param>
/// <param name="Place">For a core that the server wants by itself: the <see cref="Coredumps.CrashPlace"/> that it is an exemplar of. Else empty.</param>
/// <param name="State">As of the last batch; an open one may have expired since.</param>
/// <param name="ClosedAtMs">When it was answered, cancelled or found expired; 0 while open.</param>
/// <param name="Outcome">The device's answer; null when it gave none.</param>
/// <param name="Message">The device's words with it.</param>
public sealed record TrackedRequest(
    DeviceRequest Request,
    long MadeAtMs,
    string Place,
    RequestState State = RequestState.Open,
    long ClosedAtMs = 0,
    RequestOutcome? Outcome = null,
    string Message = "")
{
    public bool IsOpenAt(long nowMs) => State == RequestState.Open && nowMs < Request.ExpiresMs;

    /// <summary>The same, expired when its time is over.</summary>
    public TrackedRequest At(long nowMs) =>
        State == RequestState.Open && nowMs >= Request.ExpiresMs ? this with { State = RequestState.Expired, ClosedAtMs = Request.ExpiresMs } : this;
}

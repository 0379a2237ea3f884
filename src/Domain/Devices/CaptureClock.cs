using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// Repairs the capture times of one batch. A time in the future becomes the receive time; one before 2020 (no clock was set) is rebuilt
/// from uptimes when the entry is of the boot that uploads, else placed by other observations of its boot, else becomes the receive time.
/// </summary>
public sealed class CaptureClock
{
    /// <summary>2020-01-01 UTC: earlier wall times are those of a device without a clock.</summary>
    public const long EarliestBelievedMs = 1_577_836_800_000;

    private readonly long _receivedAtMs;
    private readonly long _uploadUptimeMs;
    private readonly Guid _uploadBoot;
    private readonly IReadOnlyList<BootAnchor> _known;
    private readonly List<Observation> _observations = [];

    /// <param name="receivedAtMs">Server time, milliseconds since 1970 UTC.</param>
    /// <param name="uploadBoot">Boot id of the upload.</param>
    /// <param name="uploadUptimeMs">Uptime at the upload.</param>
    /// <param name="known">Anchors from earlier batches.</param>
    public CaptureClock(long receivedAtMs, Guid uploadBoot, long uploadUptimeMs, IReadOnlyList<BootAnchor> known)
    {
        _receivedAtMs = receivedAtMs;
        _uploadBoot = uploadBoot;
        _uploadUptimeMs = uploadUptimeMs;
        _known = known;
    }

    /// <summary>Adds an observation that may place others of its boot. Call for all entries before the first <see cref="Repair"/>.</summary>
    public void Observe(Guid boot, long wallMs, long uptimeMs)
    {
        if (IsBelieved(wallMs))
        {
            _observations.Add(new Observation(boot, uptimeMs, wallMs - uptimeMs));
        }
    }

    /// <returns>Milliseconds since 1970 UTC, never in the future, and whether it is not what the device said.</returns>
    public (long CapturedAtMs, bool Repaired) Repair(Guid boot, long wallMs, long uptimeMs)
    {
        if (IsBelieved(wallMs))
        {
            return (wallMs, false);
        }

        if (wallMs > _receivedAtMs)
        {
            return (_receivedAtMs, true);
        }

        var rebuilt = boot == _uploadBoot
            ? _receivedAtMs - (_uploadUptimeMs - uptimeMs)
            : StartOf(boot, uptimeMs) is { } start ? start + uptimeMs : _receivedAtMs;
        return (IsBelieved(rebuilt) ? rebuilt : _receivedAtMs, true);
    }

    /// <summary>
    /// What this batch teaches of its boots, one anchor each, from the latest observation; at most <see cref="DeviceState.MaxBoots"/>. The
    /// boot of the upload is the last, since the last is remembered the longest.
    /// </summary>
    public IReadOnlyList<BootAnchor> LearnedAnchors()
    {
        var learned = _observations
            .Where(o => o.Boot != _uploadBoot)
            .GroupBy(o => o.Boot)
            .Select(boot => new BootAnchor(boot.Key, boot.MaxBy(o => o.UptimeMs).StartedAtMs))
            .Append(new BootAnchor(_uploadBoot, _receivedAtMs - _uploadUptimeMs))
            .Where(IsPossible);
        return [.. learned.TakeLast(DeviceState.MaxBoots)];
    }

    /// <summary>An uptime of more than fifty years is a lie; what it leads to would overflow elsewhere.</summary>
    private bool IsPossible(BootAnchor anchor) => anchor.StartedAtMs >= 0 && anchor.StartedAtMs <= _receivedAtMs;

    private bool IsBelieved(long wallMs) => wallMs >= EarliestBelievedMs && wallMs <= _receivedAtMs;

    private long? StartOf(Guid boot, long uptimeMs)
    {
        Observation? nearest = null;
        foreach (var observation in _observations)
        {
            if (observation.Boot == boot
                && (nearest is not { } best || Distance(observation.UptimeMs, uptimeMs) < Distance(best.UptimeMs, uptimeMs)))
            {
                nearest = observation;
            }
        }

        if (nearest is { } found)
        {
            return found.StartedAtMs;
        }

        foreach (var anchor in _known)
        {
            if (anchor.BootId == boot)
            {
                return anchor.StartedAtMs;
            }
        }

        return null;
    }

    private static ulong Distance(long a, long b) => a > b ? (ulong)(a - b) : (ulong)(b - a);

    private readonly record struct Observation(Guid Boot, long UptimeMs, long StartedAtMs);
}

using Fleet.DeviceAgent.Crashes;

namespace Fleet.DeviceAgent.Reports;

/// <summary>
/// Counts whole hours of operation, and whole hours without a crash: a crash ends the hour that it falls into, and the next crash-free hour
/// begins with it. So one crash, or sixty, within an hour cost that one hour. What does not fill an hour is carried on, over restarts and
/// reboots too. Pure: the same marks and crashes give the same hours, however often they are taken and wherever a restart falls.
/// </summary>
internal sealed class OperationalTime
{
    private const long HourMs = 3_600_000;

    private readonly Guid _keptBoot;
    private readonly long _keptAtMs;
    private OperationalState _state;
    private long _crashFreeHours;
    private long _crashes;

    /// <param name="kept">What <see cref="Take"/> returned last, in this boot or an earlier one; null on a device's first start.</param>
    /// <param name="bootId">The running boot.</param>
    /// <param name="uptimeMs">Now.</param>
    public OperationalTime(OperationalState? kept, Guid bootId, long uptimeMs)
    {
        _keptBoot = kept?.BootId ?? bootId;
        _keptAtMs = kept?.AtMs ?? uptimeMs;
        _state = kept switch
        {
            null => new OperationalState(bootId, uptimeMs, uptimeMs, uptimeMs, 0),
            { BootId: var boot } when boot == bootId => kept,
            // What the last boot ran after the last mark is not known and not counted; this boot counts from its start.
            _ => kept with { BootId = bootId, AtMs = 0, HoursMarkMs = kept.HoursMarkMs - kept.AtMs, CrashFreeMarkMs = kept.CrashFreeMarkMs - kept.AtMs },
        };
    }

    public OperationalState State => _state;

    /// <summary>Adds a crash. One that is in the state already is passed over.</summary>
    public void Record(CrashMark crash)
    {
        if (crash.Number <= _state.LastCrash)
        {
            return;
        }

        // Of an earlier boot: what it ran after its last mark takes no time in this count.
        var at = crash.BootId == _state.BootId ? crash.UptimeMs
            : crash.BootId == _keptBoot ? Math.Min(0, crash.UptimeMs - _keptAtMs)
            : 0;
        CountCrashFree(at);
        _crashes++;
        _state = _state with { CrashFreeMarkMs = Math.Max(_state.CrashFreeMarkMs, at), LastCrash = crash.Number };
    }

    /// <summary>Advances the marks by the whole hours that they give, and returns what has come together since the last call.</summary>
    public OperationalInterval Take(long uptimeMs)
    {
        var hours = WholeHours(_state.HoursMarkMs, uptimeMs);
        CountCrashFree(uptimeMs);
        var taken = new OperationalInterval(hours, _crashFreeHours, _crashes);
        _state = _state with { AtMs = uptimeMs, HoursMarkMs = _state.HoursMarkMs + (hours * HourMs) };
        _crashFreeHours = 0;
        _crashes = 0;
        return taken;
    }

    private void CountCrashFree(long uptimeMs)
    {
        var hours = WholeHours(_state.CrashFreeMarkMs, uptimeMs);
        _crashFreeHours += hours;
        _state = _state with { CrashFreeMarkMs = _state.CrashFreeMarkMs + (hours * HourMs) };
    }

    private static long WholeHours(long from, long to) => Math.Max(0, (to - from) / HourMs);
}

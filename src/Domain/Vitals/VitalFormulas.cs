namespace Fleet.Domain.Vitals;

/// <summary>What vitals are made of. Null where there is nothing to say: never 0 and never 100 % for want of data.</summary>
public static class VitalFormulas
{
    private const double MsPerHour = 3_600_000;
    private const double FullPct = 100;

    /// <summary>A part of a whole, both sums over the same reports.</summary>
    public static double? Ratio(double part, double whole) => whole > 0 ? part / whole : null;

    /// <summary>Hours from 100 % to 0 at the rate at which batteries were discharged.</summary>
    /// <param name="dropPct">Sum of the drops in percentage points, of intervals that were all discharging.</param>
    /// <param name="dischargeMs">Sum of the time discharging, milliseconds, of the same intervals.</param>
    public static double? BatteryLifeHours(double dropPct, double dischargeMs) =>
        dropPct > 0 && dischargeMs > 0 ? dischargeMs / MsPerHour * FullPct / dropPct : null;

    /// <summary>The share of devices without any crash.</summary>
    public static double? CrashFreeDevices(long crashed, long active) => active > 0 ? 1 - (crashed / (double)active) : null;
}

using System.Globalization;
using Fleet.Domain.Devices.Filters;
using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Alerts;

/// <summary>What an alert looks for.</summary>
public abstract record AlertTest
{
    private AlertTest()
    {
    }

    /// <summary>Values of one device.</summary>
    public sealed record Device(AlertCondition Condition, AlertDelays Delays) : AlertTest
    {
        public override string? Problem =>
            Delays.StartMs is < 0 or > AlertDelays.MaxMs ? $"start delay: 0 to {AlertDelays.MaxMs / HourMs} hours"
            : Delays.EndMs is < 0 or > AlertDelays.MaxMs ? $"end delay: 0 to {AlertDelays.MaxMs / HourMs} hours"
            : null;
    }

    /// <summary>A device that is not heard of.</summary>
    /// <param name="AfterMs">Since its last contact, server's time.</param>
    public sealed record Offline(long AfterMs) : AlertTest
    {
        /// <summary>Below it every restart of a network would be an incident.</summary>
        public const long MinAfterMs = 60_000;

        /// <summary>A device that is silent for longer is one that was put away.</summary>
        public const long MaxAfterMs = 365L * 24 * HourMs;

        public override string? Problem => AfterMs is < MinAfterMs or > MaxAfterMs ? $"offline after: 1 minute to {MaxAfterMs / (24 * HourMs)} days" : null;
    }

    /// <summary>An aggregate of all devices in the scope. Windows slide by an hour: each ends at a full hour (UTC), and is looked at when that is over, and again whenever late data changes it.</summary>
    /// <param name="Metric">Key, in lower case.</param>
    /// <param name="Statistic">Of the values in the window.</param>
    /// <param name="Quantile">0 to 1 for <see cref="FleetStatistic.Quantile"/>; null for the others.</param>
    /// <param name="IsPerThousand">Whether the number is taken per 1,000 devices that contributed; of sums and counts only.</param>
    /// <param name="WindowHours">Length of a window.</param>
    /// <param name="Operator">How the number is compared.</param>
    /// <param name="Threshold">With what.</param>
    /// <param name="ForWindows">Windows in a row that have to match.</param>
    public sealed record Fleet(
        string Metric, FleetStatistic Statistic, double? Quantile, bool IsPerThousand, int WindowHours, DeviceOperator Operator, double Threshold, int ForWindows) : AlertTest
    {
        /// <summary>Hours of a window: a week.</summary>
        public const int MaxWindowHours = 7 * 24;

        public const int MaxForWindows = 7 * 24;

        public override string? Problem =>
            !KeyTable.IsValidKey(Metric) ? "metric: is no key of a metric"
            : (Statistic == FleetStatistic.Quantile) != Quantile is { } || Quantile is < 0 or > 1 ? "quantile: from 0 to 1, and of the statistic 'quantile' only"
            : IsPerThousand && Statistic is not (FleetStatistic.Sum or FleetStatistic.Count) ? "per 1,000 devices: of sums and counts only"
            : WindowHours is < 1 or > MaxWindowHours ? $"window: 1 to {MaxWindowHours} hours"
            : ForWindows is < 1 or > MaxForWindows ? $"for windows: 1 to {MaxForWindows}"
            : !double.IsFinite(Threshold) ? "threshold: a finite number"
            : Operator is DeviceOperator.StartsWith or DeviceOperator.Like ? "operator: > >= < <= = or !="
            : null;

        /// <summary>That <see cref="ForWindows"/> windows have to match is a start delay of so many hours less one.</summary>
        public AlertDelays Delays => new((ForWindows - 1) * HourMs, 0);

        /// <summary>Whether a window's number crosses the threshold.</summary>
        public bool Matches(double number) => ValueComparison.Holds(Operator, [number.CompareTo(Threshold)]);
    }

    /// <summary>What becomes of issues. At least one of the four.</summary>
    /// <param name="IsNew">A new one.</param>
    /// <param name="IsReopened">One that comes back.</param>
    /// <param name="MoreThanDevices">One that affects more devices than that; null for not asked.</param>
    /// <param name="MoreThanPercent">One that affects more than that share of the devices that run a version; null for not asked.</param>
    public sealed record Issue(bool IsNew, bool IsReopened, int? MoreThanDevices, double? MoreThanPercent) : AlertTest
    {
        public override string? Problem =>
            !IsNew && !IsReopened && MoreThanDevices is null && MoreThanPercent is null ? "issues: say which: new, reopened, devices above a number, or a share of a version"
            : MoreThanDevices is < 0 ? "devices: 0 or more"
            : MoreThanPercent is < 0 or >= 100 or double.NaN ? string.Create(CultureInfo.InvariantCulture, $"percent: 0 or more, below 100; this is {MoreThanPercent:R}")
            : null;
    }

    private const long HourMs = 3_600_000;

    /// <summary>What is wrong with it, beginning with the field; null when nothing is.</summary>
    public abstract string? Problem { get; }
}

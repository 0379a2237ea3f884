namespace Fleet.Domain.Metrics;

/// <summary>
/// How far the mean of one sample of devices lies from that of another, with a 95 % confidence interval by Welch's method: the standard error is
/// <c>sqrt(s1²/n1 + s2²/n2)</c>, the degrees of freedom are those of Welch and Satterthwaite (B. L. Welch, Biometrika 34, 1947, pages 28 to 35). Variances
/// and sizes may differ. The samples are taken to be independent: a device that is in both (it ran both versions) makes the interval wider than it had
/// to be when its two means resemble each other, as they do.
/// </summary>
/// <param name="Difference">Mean of the sample less that of the baseline.</param>
/// <param name="Low">Lower end of the interval; not a number with too few devices.</param>
/// <param name="High">Upper end of the interval; not a number with too few devices.</param>
/// <param name="Verdict">What may be said of it.</param>
public readonly record struct MeanDifference(double Difference, double Low, double High, ComparisonVerdict Verdict)
{
    /// <summary>
    /// Devices that each sample needs. Values of a fleet are skewed, and the means of a handful of skewed values are not yet distributed as the method
    /// takes them to be: its interval would promise more than it keeps.
    /// </summary>
    public const int MinDevices = 10;

    public const double Confidence = 0.95;

    public static MeanDifference Of(DeviceMeans baseline, DeviceMeans sample)
    {
        var difference = sample.Mean - baseline.Mean;
        if (baseline.Devices < MinDevices || sample.Devices < MinDevices)
        {
            return new MeanDifference(difference, double.NaN, double.NaN, ComparisonVerdict.TooFewDevices);
        }

        var (first, second) = (baseline.Variance / baseline.Devices, sample.Variance / sample.Devices);
        var half = first + second > 0 ? Math.Sqrt(first + second) * StudentT.Quantile((1 + Confidence) / 2, Degrees()) : 0;
        var (low, high) = (difference - half, difference + half);
        return new MeanDifference(difference, low, high, VerdictOf(low, high));

        double Degrees()
        {
            // By the share of one of the two, so that squares of small or great variances neither vanish nor overflow.
            var share = first / (first + second);
            return 1 / ((share * share / (baseline.Devices - 1)) + ((1 - share) * (1 - share) / (sample.Devices - 1)));
        }
    }

    private static ComparisonVerdict VerdictOf(double low, double high) =>
        low > 0 ? ComparisonVerdict.Higher : high < 0 ? ComparisonVerdict.Lower : ComparisonVerdict.CouldBeChance;
}

namespace Fleet.Domain.Traces.Lift;

/// <summary>A value that devices with an issue have more often than others.</summary>
/// <param name="Count">The devices.</param>
/// <param name="Lift">How many times as frequent it is among the affected as among all.</param>
/// <param name="PValue">Probability that as many affected devices have it if the issue has nothing to do with it.</param>
/// <param name="Adjusted">The least false discovery rate at which it still stands out among all values that were looked at.</param>
public readonly record struct AttributeLift(AttributeCount Count, double Lift, double PValue, double Adjusted)
{
    /// <summary>Share of what is said to stand out that may do so by chance.</summary>
    public const double FalseDiscoveryRate = 0.05;

    /// <summary>Affected devices that a value needs: of two, each has some value that is rare.</summary>
    public const int MinAffected = 3;

    /// <summary>
    /// Values that stand out, the surest first. Each is tested by Fisher's exact test, one-sided (R. A. Fisher, Statistical Methods for Research Workers, §21.02),
    /// against the whole population; the many tests are corrected by the procedure of Benjamini and Hochberg (J. R. Statist. Soc. B 57, 1995, pages 289 to
    /// 300): of the p-values in ascending order, <c>min over j ≥ i of m / j · p(j)</c>, where m is all values that were looked at, those with few devices too.
    /// It holds for tests that are independent or positively dependent; values of one attribute that exclude each other are neither, which errs towards saying less.
    /// </summary>
    /// <param name="devices">Of the population.</param>
    /// <param name="affected">Of those, with the issue.</param>
    /// <param name="counts">All values that were looked at.</param>
    public static IReadOnlyList<AttributeLift> StandingOut(long devices, long affected, IReadOnlyList<AttributeCount> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var tests = counts.Select(c => (Count: c, P: Hypergeometric.AtLeast(c.Affected, devices, c.Devices, affected))).OrderBy(t => t.P).ToList();
        var found = new List<AttributeLift>();
        var least = 1.0;
        for (var i = tests.Count - 1; i >= 0; i--)
        {
            var (count, p) = tests[i];
            least = Math.Min(least, p * tests.Count / (i + 1));
            if (least <= FalseDiscoveryRate && count.Affected >= MinAffected)
            {
                found.Add(new AttributeLift(count, (double)count.Affected / affected / ((double)count.Devices / devices), p, least));
            }
        }

        found.Reverse();
        return found;
    }
}

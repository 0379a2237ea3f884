namespace Fleet.Domain.Traces.Lift;

/// <summary>
/// How many of a sample are marked, when the sample is drawn without putting back: <c>C(K, k) · C(N-K, n-k) / C(N, n)</c> (NIST/SEMATECH e-Handbook; Abramowitz
/// and Stegun 26.1.21).
/// </summary>
public static class Hypergeometric
{
    /// <summary>A term that is smaller than this share of the sum changes no digit of it, and those behind it shrink faster than a geometric series.</summary>
    private const double Negligible = 1e-17;

    /// <summary>Probability that <paramref name="k"/> or more of the sample are marked.</summary>
    /// <param name="k">At most <paramref name="sample"/> and <paramref name="marked"/>.</param>
    /// <param name="population">All.</param>
    /// <param name="marked">Of all.</param>
    /// <param name="sample">Drawn of all.</param>
    public static double AtLeast(long k, long population, long marked, long sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(marked, population);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sample, population);
        var (least, most) = (Math.Max(0, marked + sample - population), Math.Min(marked, sample));
        if (k <= least)
        {
            return 1;
        }

        if (k > most)
        {
            return 0;
        }

        // Sum the shorter side of the mean: the terms fall from there on.
        return k > (double)marked * sample / population ? Upper(k) : Math.Clamp(1 - Lower(k - 1), 0, 1);

        double Upper(long from)
        {
            var (term, sum) = (1.0, 0.0);
            for (var i = from; i <= most && term > Negligible * sum; i++)
            {
                sum += term;
                term *= (double)(marked - i) * (sample - i) / ((double)(i + 1) * (population - marked - sample + i + 1));
            }

            return Math.Min(1, Math.Exp(LogProbability(from) + Math.Log(sum)));
        }

        double Lower(long from)
        {
            var (term, sum) = (1.0, 0.0);
            for (var i = from; i >= least && term > Negligible * sum; i--)
            {
                sum += term;
                term *= (double)i * (population - marked - sample + i) / ((double)(marked - i + 1) * (sample - i + 1));
            }

            return Math.Min(1, Math.Exp(LogProbability(from) + Math.Log(sum)));
        }

        double LogProbability(long i) => LogChoose(marked, i) + LogChoose(population - marked, sample - i) - LogChoose(population, sample);
    }

    private static double LogChoose(long n, long k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    /// <summary>Stirling's series (NIST DLMF 5.11.1), good to 1e-15 from 16 on.</summary>
    private static double LogFactorial(long n)
    {
        if (n < 16)
        {
            var product = 1.0;
            for (var i = 2; i <= n; i++)
            {
                product *= i;
            }

            return Math.Log(product);
        }

        double x = n + 1;
        var y = 1 / (x * x);
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + ((1.0 / 12 - (y * (1.0 / 360 - (y * (1.0 / 1260 - (y / 1680)))))) / x);
    }
}

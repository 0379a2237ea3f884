namespace Fleet.Domain.Metrics;

/// <summary>
/// Student's t distribution. The distribution function is <c>1 - I(v / (v + t²); v/2, 1/2) / 2</c> for t ≥ 0 (Abramowitz and Stegun 26.7.1), with the
/// regularised incomplete beta function I by its continued fraction (NIST DLMF 8.17.22, evaluated as Lentz does) and the logarithm of the gamma
/// function by Stirling's series (DLMF 5.11.1).
/// </summary>
public static class StudentT
{
    /// <summary>Beyond it t is the normal distribution to six digits, and the fraction would only take longer.</summary>
    private const double MaxDegrees = 1e6;

    /// <summary>Halvings of an interval until neighbouring doubles are left.</summary>
    private const int MaxHalvings = 100;

    private const int MaxTerms = 10_000;

    /// <summary>The value that a variable with this distribution does not exceed with a probability.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    /// <param name="degrees">Degrees of freedom, above 0; need not be whole.</param>
    public static double Quantile(double probability, double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        if (probability is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "is not above 0 and below 1");
        }

        if (probability < 0.5)
        {
            return -Quantile(1 - probability, degrees);
        }

        var (low, high) = (0.0, 1.0);
        while (Cumulative(high, degrees) < probability)
        {
            (low, high) = (high, high * 2);
        }

        for (var i = 0; i < MaxHalvings && high - low > 1e-15 * high; i++)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Cumulative(middle, degrees) < probability ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The probability that a variable with this distribution does not exceed <paramref name="t"/>.</summary>
    /// <param name="t">Any number.</param>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public static double Cumulative(double t, double degrees)
    {
        var v = Math.Min(degrees, MaxDegrees);
        var beyond = IncompleteBeta(v / (v + (t * t)), v / 2, 0.5) / 2;
        return t < 0 ? beyond : 1 - beyond;
    }

    private static double IncompleteBeta(double x, double a, double b)
    {
        if (x is <= 0 or >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        // The fraction converges fast below this point; above it, the symmetry DLMF 8.17.4 leads there.
        if (x > (a + 1) / (a + b + 2))
        {
            return 1 - IncompleteBeta(1 - x, b, a);
        }

        var scale = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return scale / a / Fraction(x, a, b);
    }

    /// <summary>1 + d1/(1 + d2/(1 + ...)).</summary>
    private static double Fraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        var (value, c, d) = (1.0, 1.0, 0.0);
        for (var n = 1; n <= MaxTerms; n++)
        {
            var m = n / 2;
            var term = n % 2 == 0
                ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 + (term * d);
            d = 1 / (d == 0 ? Tiny : d);
            c = 1 + (term / c);
            c = c == 0 ? Tiny : c;
            value *= c * d;
            if (Math.Abs((c * d) - 1) < 1e-15)
            {
                break;
            }
        }

        return value;
    }

    private static double LogGamma(double x)
    {
        // The series is good to 1e-13 from 10 on; below, the recurrence of the gamma function leads there.
        var shift = 0.0;
        for (; x < 10; x++)
        {
            shift += Math.Log(x);
        }

        var square = x * x;
        return ((x - 0.5) * Math.Log(x)) - x + (Math.Log(2 * Math.PI) / 2)
            + (((1.0 / 12) - (((1.0 / 360) - (((1.0 / 1260) - (1 / (1680 * square))) / square)) / square)) / x) - shift;
    }
}

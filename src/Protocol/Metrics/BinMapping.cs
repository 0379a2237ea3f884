namespace Fleet.Protocol.Metrics;

/// <summary>
/// Which bin of a <see cref="QuantileSketch"/> a value belongs to, and which value stands for a bin.
/// </summary>
/// <remarks>
/// <para>
/// Bin <c>i</c> of a sign holds the magnitudes in <c>(γ^(i-1), γ^i]</c> with <c>γ = (1+α)/(1-α)</c>; the value
/// <c>2γ^i/(γ+1)</c> is within relative distance α of all of them (Masson, Rim, Lee: "DDSketch", VLDB 2019, §2.1).
/// Bins are numbered by a signed key that sorts as the values do: 0 is the zero bin, 1 the smallest positive bin,
/// -1 its mirror image.
/// </para>
/// <para>
/// The logarithm is computed here, with nothing but IEEE additions, multiplications and one division: that of the C
/// library differs in the last bit between the systems that devices and servers run, and a value on the edge of a bin
/// must land in the same one everywhere. It is off by less than 2e-11, which moves an edge by that relative amount;
/// α is chosen a millionth below 1 %, a slack of 1e-8, so the promised bound holds all the same.
/// </para>
/// </remarks>
internal static class BinMapping
{
    /// <summary>The relative error that is promised.</summary>
    public const double RelativeError = 0.01;

    /// <summary>Keys run from <c>-MaxKey</c> to <c>MaxKey</c>.</summary>
    public const short MaxKey = 4146;

    /// <summary>Index of the bin that holds <see cref="MetricLimits.MinMagnitude"/>, less one: what turns indices into keys.</summary>
    private const int IndexBelowFirst = -1382;

    private const double Alpha = RelativeError * (1 - 1e-6);
    private const double Alpha2 = Alpha * Alpha;

    /// <summary>ln γ = 2 artanh α, by its series; the next term is below 1e-19.</summary>
    private const double LogGamma = 2 * Alpha * (1 + (Alpha2 * ((1d / 3) + (Alpha2 * ((1d / 5) + (Alpha2 / 7))))));

    private const double BinsPerDoubling = 0.693147180559945309417 / LogGamma;
    private const double BinsPerHalfLog = 2 / LogGamma;
    private const double Sqrt2 = 1.41421356237309504880;

    /// <summary>2γ^i/(γ+1) = γ^(i-1/2) / cosh(ln γ / 2), and 1/cosh = √(1 - tanh²) with tanh(ln γ / 2) = α.</summary>
    private static readonly double Centre = Math.Sqrt(1 - Alpha2);

    /// <summary>The key of a value that <see cref="MetricLimits.Accepts"/>.</summary>
    public static short KeyOf(double value)
    {
        var magnitude = Math.Abs(value);
        if (magnitude < MetricLimits.MinMagnitude)
            return 0;

        var key = Index(magnitude) - IndexBelowFirst;
        return (short)(value < 0 ? -key : key);
    }

    /// <summary>The value that stands for a bin.</summary>
    public static double ValueOf(short key)
    {
        if (key == 0)
            return 0;

        var magnitude = Math.Exp((Math.Abs(key) + IndexBelowFirst - 0.5) * LogGamma) * Centre;
        return key < 0 ? -magnitude : magnitude;
    }

    /// <summary>⌈log_γ(magnitude)⌉ for a positive normal double.</summary>
    private static int Index(double magnitude)
    {
        // magnitude = m * 2^e with m in (√½, √2]; ln m = 2 artanh(s), s = (m-1)/(m+1), |s| < 0.172: six terms of the
        // series leave less than 2e-11. Grouped in pairs so that the processor works on three at once.
        var bits = BitConverter.DoubleToInt64Bits(magnitude);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa > Sqrt2)
        {
            mantissa *= 0.5;
            exponent++;
        }

        var s = (mantissa - 1) / (mantissa + 1);
        var z = s * s;
        var z2 = z * z;
        var series = (1 + (z * (1d / 3))) + (z2 * ((1d / 5) + (z * (1d / 7)))) + (z2 * z2 * ((1d / 9) + (z * (1d / 11))));
        return (int)Math.Ceiling((exponent * BinsPerDoubling) + (s * series * BinsPerHalfLog));
    }
}

namespace Fleet.Domain.Metrics;

/// <summary>
/// Exact sums written as expansions: a list of doubles whose bits do not overlap, in ascending order of magnitude,
/// without zeros, that stands for the sum of its parts.
/// </summary>
/// <remarks>
/// J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates" (1997):
/// TWO-SUM (theorem 7) and GROW-EXPANSION (theorem 10). The caller sees to it that nothing overflows to infinity.
/// </remarks>
internal static class Expansion
{
    /// <summary>
    /// Adds <paramref name="addend"/> to the expansion in the first <paramref name="length"/> places, exactly.
    /// Answers the new length, at most one more.
    /// </summary>
    public static int Grow(Span<double> parts, int length, double addend)
    {
        var carry = addend;
        var kept = 0;
        for (var i = 0; i < length; i++)
        {
            var part = parts[i];
            var sum = carry + part;
            var partShare = sum - carry;
            var rounding = (carry - (sum - partShare)) + (part - partShare);
            if (rounding != 0)
                parts[kept++] = rounding;

            carry = sum;
        }

        if (carry != 0)
            parts[kept++] = carry;

        return kept;
    }

    /// <summary>The double nearest to the expansion, ties to even; 0 when it is empty.</summary>
    public static double Round(ReadOnlySpan<double> parts)
    {
        if (parts.IsEmpty)
            return 0;

        // Add up from the largest part until an addition is inexact: what follows is too small to matter, except
        // where the sum lies exactly between two doubles and the sign of the rest decides the tie.
        var rest = parts.Length - 1;
        var sum = parts[rest];
        while (rest > 0)
        {
            var before = sum;
            var part = parts[--rest];
            sum = before + part;
            var rounding = part - (sum - before);
            if (rounding == 0)
                continue;

            if (rest > 0 && rounding < 0 == parts[rest - 1] < 0)
            {
                var doubled = rounding * 2;
                var next = sum + doubled;
                if (next - sum == doubled)
                    sum = next;
            }

            break;
        }

        return sum;
    }

    /// <summary>
    /// Rewrites an expansion as the one that depends on its value only: the last part is the value rounded, the one
    /// before it the remainder rounded, and so on. Parts then lie at least 53 binary places apart.
    /// </summary>
    /// <param name="parts">The expansion, with room for one part more.</param>
    /// <param name="length">Its length; the length of the answer is what is returned.</param>
    public static int Canonicalize(Span<double> parts, int length)
    {
        Span<double> work = stackalloc double[parts.Length];
        parts[..length].CopyTo(work);
        var rounded = 0;
        while (length > 0)
        {
            var part = Round(work[..length]);
            parts[rounded++] = part;
            length = Grow(work, length, -part);
        }

        parts[..rounded].Reverse();
        return rounded;
    }
}

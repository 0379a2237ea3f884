namespace Fleet.Storage.Columns.Scanning;

/// <summary>Finds values by rank without sorting all of them (quickselect of several ranks at once; sorting where the pivots are bad).</summary>
internal static class Ranks
{
    /// <summary>Below it sorting is faster.</summary>
    private const int MinSplit = 48;

    /// <summary>Moves values so that at each of the ranks stands what sorting would bring there.</summary>
    /// <param name="values">Numbers, none NaN.</param>
    /// <param name="ranks">Ascending, from 0.</param>
    public static void Place(Span<double> values, ReadOnlySpan<int> ranks) => Place(values, 0, ranks, 2 * int.Log2(Math.Max(values.Length, 1)));

    private static void Place(Span<double> values, int first, ReadOnlySpan<int> ranks, int splits)
    {
        while (!ranks.IsEmpty)
        {
            if (values.Length <= MinSplit || splits-- == 0)
            {
                values.Sort();
                return;
            }

            // Values up to `low` are at most the pivot, those from `high` at least, those between are it.
            var (low, high) = Split(values);
            var (lower, upper) = (0, ranks.Length);
            while (lower < ranks.Length && ranks[lower] - first <= low)
            {
                lower++;
            }

            while (upper > lower && ranks[upper - 1] - first >= high)
            {
                upper--;
            }

            Place(values[..(low + 1)], first, ranks[..lower], splits);
            values = values[high..];
            ranks = ranks[upper..];
            first += high;
        }
    }

    /// <summary>By a pivot of three (Hoare).</summary>
    private static (int Low, int High) Split(Span<double> values)
    {
        var (a, b, c) = (values[0], values[values.Length / 2], values[^1]);
        var pivot = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
        var (low, high) = (0, values.Length - 1);
        while (low <= high)
        {
            while (values[low] < pivot)
            {
                low++;
            }

            while (values[high] > pivot)
            {
                high--;
            }

            if (low <= high)
            {
                (values[low], values[high]) = (values[high], values[low]);
                low++;
                high--;
            }
        }

        return (high, low);
    }
}

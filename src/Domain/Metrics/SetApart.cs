namespace Fleet.Domain.Metrics;

/// <summary>
/// Reports that a rollup does not count, since a value of theirs was outside the metric's valid range when they were added, and how far a later range may go
/// without one of them becoming valid. Merging is associative and commutative, with the default as identity.
/// </summary>
/// <remarks>
/// A report that went below the range says <see cref="Below"/>, its least value; one that only went above it <see cref="Above"/>, its greatest. So
/// every report that was set apart has a value at or below the one, or at or above the other.
/// </remarks>
/// <param name="Reports">How many.</param>
/// <param name="Below">The greatest of the least values of those that went below their range; null when none did.</param>
/// <param name="Above">The least of the greatest values of those that only went above their range; null when none did.</param>
public readonly record struct SetApart(long Reports, double? Below, double? Above)
{
    /// <summary>One report.</summary>
    /// <param name="range">That does not hold it.</param>
    /// <param name="least">Its least value.</param>
    /// <param name="greatest">Its greatest value.</param>
    public static SetApart Of(in ValidRange range, double least, double greatest) =>
        range.IsBelow(least) ? new SetApart(1, least, null) : new SetApart(1, null, greatest);

    public SetApart Merge(in SetApart other) => new(checked(Reports + other.Reports), Greater(Below, other.Below), Less(Above, other.Above));

    /// <summary>Whether each of them is surely outside this range too.</summary>
    public bool AreAllOutside(in ValidRange range) =>
        (Below is not { } below || range.IsBelow(below)) && (Above is not { } above || range.IsAbove(above));

    private static double? Greater(double? a, double? b) => a is { } x && b is { } y ? Math.Max(x, y) : a ?? b;

    private static double? Less(double? a, double? b) => a is { } x && b is { } y ? Math.Min(x, y) : a ?? b;
}

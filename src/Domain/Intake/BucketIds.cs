namespace Fleet.Domain.Intake;

/// <summary>Ids of buckets: of those with explicit bounds their index; of exponential ones index and sign, so that a layout can be made coarser.</summary>
public static class BucketIds
{
    private const int SignBits = 2;
    private const int Positive = 1;
    private const int Negative = 2;

    /// <summary>Greatest magnitude of an exponential bucket's index: that of the finest layout reaches it within the doubles.</summary>
    public const int MaxIndex = 1 << 28;

    /// <summary>The bucket of exponential layouts that holds the zeros.</summary>
    public const int Zero = 0;

    public static int Of(int index, bool isNegative) => (index << SignBits) | (isNegative ? Negative : Positive);

    /// <summary>The bucket that holds this one when the scale is less by <paramref name="by"/>: two neighbours become one at each step.</summary>
    public static int Coarser(int id, int by) => id == Zero ? Zero : ((id >> SignBits) >> Math.Min(by, 31) << SignBits) | (id & ((1 << SignBits) - 1));
}

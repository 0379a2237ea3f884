namespace Fleet.DeviceAgent.Collectd;

/// <summary>One value as collectd sends it.</summary>
/// <param name="Kind">How it is meant.</param>
/// <param name="Bits">A double's bits for a gauge, a signed number for a derive, else an unsigned one.</param>
internal readonly record struct CollectdValue(ValueKind Kind, ulong Bits)
{
    /// <summary>Stands for what is no value of its kind; refused as any other gauge that is not a number.</summary>
    public static readonly CollectdValue None = OfGauge(double.NaN);

    public static CollectdValue OfGauge(double value) => new(ValueKind.Gauge, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Of gauges and absolutes, which stand for themselves.</summary>
    public double Number => Kind == ValueKind.Gauge ? BitConverter.UInt64BitsToDouble(Bits) : Bits;

    /// <summary>
    /// The increase of a counter or derive since an earlier value; null when the total was set back, which leaves nothing to say of what was
    /// between. A counter that is smaller than before has wrapped, if the way over the end of its 32 or 64 bits is less than half of them round.
    /// </summary>
    /// <remarks>After https://collectd.org/documentation/manpages/collectd.conf.5.shtml and https://collectd.org/wiki/index.php/Data_source.</remarks>
    public double? IncreaseSince(CollectdValue earlier)
    {
        if (Kind == ValueKind.Derive)
        {
            return (long)Bits >= (long)earlier.Bits ? Bits - earlier.Bits : null;
        }

        if (Bits >= earlier.Bits)
        {
            return Bits - earlier.Bits;
        }

        var isShort = earlier.Bits <= uint.MaxValue;
        var wrapped = isShort ? (uint)Bits - (uint)earlier.Bits : Bits - earlier.Bits;
        return wrapped <= (isShort ? uint.MaxValue : ulong.MaxValue) / 2 ? wrapped : null;
    }
}

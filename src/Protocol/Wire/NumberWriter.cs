using MessagePack;

namespace Fleet.Protocol.Wire;

/// <summary>The shortest encoding of what the format leaves open.</summary>
internal static class NumberWriter
{
    /// <summary>The greatest magnitude at which every integer is a double.</summary>
    private const double ExactIntegers = 9007199254740992;

    /// <summary>
    /// A number in the fewest bytes that keep it to the bit: an integer where it is one, a float where nothing is lost, else a double.
    /// Negative zero becomes zero.
    /// </summary>
    public static void Write(ref MessagePackWriter writer, double value)
    {
        if (Math.Abs(value) <= ExactIntegers && Math.Truncate(value) == value)
        {
            var whole = (long)value;
            if (Math.Abs(value) <= int.MaxValue || (float)value != value)
            {
                writer.Put(whole);
                return;
            }
        }

        if ((float)value == value)
        {
            writer.Put((float)value);
        }
        else
        {
            writer.Put(value);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Fleet.Protocol.Wire;

namespace Fleet.Domain.Metrics;

/// <summary>
/// The encoding of an <see cref="OrdinalSet"/> that is not empty: the shortest of three, of equally short ones the one
/// of the lower number, and that is the only one that is accepted.
/// </summary>
/// <remarks>
/// <code>
/// head : varint = 4 (n - 1) + form
/// form 0, list    n ordinals:  skipped : varint                      numbers left out since the previous ordinal
/// form 1, runs    n runs:      skipped : varint, more : varint       numbers left out (less the one there must be, save
///                                                                    before the first run), ordinals after the first
/// form 2, bitmap  n bytes:     bit b of byte i is ordinal 8i + b     the last byte is not zero
/// </code>
/// </remarks>
internal static class OrdinalSetCodec
{
    private const int List = 0;
    private const int Runs = 1;
    private const int Bitmap = 2;

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public static int EncodedLength(OrdinalSet set) => OrdinalSetPlan.For(set).Length;

    public static void Write(ref VarintWriter writer, OrdinalSet set)
    {
        var plan = OrdinalSetPlan.For(set);
        writer.WriteVarint(((plan.Items - 1L) * 4) + plan.Form);
        var runs = set.Runs;
        if (plan.Form == Bitmap)
        {
            WriteBitmap(writer.Reserve(plan.Items), runs);
            return;
        }

        var expected = 0u;
        while (runs.MoveNext())
        {
            writer.WriteVarint(runs.First - expected);
            if (plan.Form == Runs)
                writer.WriteVarint(runs.Length - 1);
            else
            {
                for (var i = 1; i < runs.Length; i++)
                    writer.WriteVarint(0);
            }

            expected = runs.Last + (plan.Form == Runs ? 2u : 1u);
        }
    }

    public static bool TryRead(
        ref VarintReader reader, long mostOrdinals, [NotNullWhen(true)] out OrdinalSet? set, [NotNullWhen(false)] out string? error)
    {
        set = null;
        if (!reader.TryReadVarint(out var head) || (head >> 2) >= reader.Remaining)
        {
            error = reader.Describe("Malformed head of an ordinal set, or more items than bytes,");
            return false;
        }

        var items = (int)(head >> 2) + 1;
        var form = (int)(head & 3);
        set = form switch
        {
            List => ReadList(ref reader, items),
            Runs => ReadRuns(ref reader, items, mostOrdinals),
            Bitmap => ReadBitmap(ref reader, items),
            _ => null,
        };
        error = set switch
        {
            null => reader.Describe($"Malformed ordinal set of form {form}"),
            _ when set.Count > mostOrdinals => reader.Describe("More ordinals than a device set may have"),
            _ when OrdinalSetPlan.For(set).Form != form => reader.Describe($"An ordinal set in form {form}, which is not its shortest,"),
            _ => null,
        };
        return error is null;
    }

    private static void WriteBitmap(Span<byte> bytes, OrdinalRuns runs)
    {
        while (runs.MoveNext())
        {
            for (var ordinal = runs.First; ordinal <= runs.Last; ordinal++)
                bytes[(int)(ordinal >> 3)] |= (byte)(1 << (int)(ordinal & 7));
        }
    }

    private static OrdinalSet? ReadList(ref VarintReader reader, int items)
    {
        var ordinals = new uint[items];
        var expected = 0L;
        for (var i = 0; i < items; i++)
        {
            if (!reader.TryReadVarint(out var skipped) || skipped >= DeviceSet.MaxOrdinals - expected)
                return null;

            ordinals[i] = (uint)(expected + skipped);
            expected += skipped + 1;
        }

        return OrdinalSet.FromSorted(ordinals);
    }

    private static OrdinalSet? ReadRuns(ref VarintReader reader, int items, long mostOrdinals)
    {
        // Twice over the bytes: nothing is allocated before the runs are known to be sound and few enough.
        var again = reader;
        var count = 0L;
        var greatest = 0u;
        for (var (i, expected) = (0, 0L); i < items; i++)
        {
            if (!TryReadRun(ref reader, ref expected, out var first, out greatest))
                return null;

            count += greatest - first + 1;
        }

        if (count > mostOrdinals)
            return null;

        var set = OrdinalSet.WithRoomFor(greatest, (int)count);
        for (var (i, expected) = (0, 0L); i < items; i++)
        {
            TryReadRun(ref again, ref expected, out var first, out var last);
            for (var ordinal = first; ordinal <= last; ordinal++)
                set.Add(ordinal);
        }

        return set;
    }

    private static bool TryReadRun(ref VarintReader reader, ref long expected, out uint first, out uint last)
    {
        first = last = 0;
        if (!reader.TryReadVarint(out var skipped) || skipped >= DeviceSet.MaxOrdinals - expected)
            return false;

        first = (uint)(expected + skipped);
        if (!reader.TryReadVarint(out var more) || more >= DeviceSet.MaxOrdinals - first)
            return false;

        last = (uint)(first + more);
        expected = last + 2L;
        return true;
    }

    private static OrdinalSet? ReadBitmap(ref VarintReader reader, int items)
    {
        if (items > DeviceSet.MaxOrdinals / 8 || !reader.TryReadBytes(items, out var bytes) || bytes[^1] == 0)
            return null;

        var bits = new ulong[((items - 1) / 8) + 1];
        for (var i = 0; i < items; i++)
            bits[i / 8] |= (ulong)bytes[i] << (i % 8 * 8);

        return OrdinalSet.FromBitmap(bits);
    }
}

using Fleet.Protocol.Wire;

namespace Fleet.Domain.Metrics;

/// <summary>Which form of <see cref="OrdinalSetCodec"/> is the shortest for a set.</summary>
/// <param name="Form">Number of the form: 0 list, 1 runs, 2 bitmap.</param>
/// <param name="Items">How many ordinals, runs or bytes it has.</param>
/// <param name="Length">Bytes it takes, its head included.</param>
internal readonly record struct OrdinalSetPlan(int Form, int Items, int Length)
{
    /// <summary>The plan for a set that is not empty.</summary>
    public static OrdinalSetPlan For(OrdinalSet set)
    {
        var listLength = 0;
        var runsLength = 0;
        var runCount = 0;
        var expected = 0u;
        var runs = set.Runs;
        while (runs.MoveNext())
        {
            listLength += VarintWriter.VarintLength(runs.First - expected) + runs.Length - 1;
            runsLength += VarintWriter.VarintLength(runs.First - expected - (runCount == 0 ? 0 : 1)) + VarintWriter.VarintLength(runs.Length - 1);
            runCount++;
            expected = runs.Last + 1;
        }

        var bitmapLength = (int)((expected + 7) / 8);
        return Shorter(Shorter(Of(0, set.Count, listLength), Of(1, runCount, runsLength)), Of(2, bitmapLength, bitmapLength));
    }

    private static OrdinalSetPlan Of(int form, int items, int body) =>
        new(form, items, VarintWriter.VarintLength(((items - 1L) * 4) + form) + body);

    private static OrdinalSetPlan Shorter(OrdinalSetPlan first, OrdinalSetPlan second) => second.Length < first.Length ? second : first;
}

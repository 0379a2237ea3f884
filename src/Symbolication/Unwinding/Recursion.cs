using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>Says of a stack that is too deep what it repeats.</summary>
internal static class Recursion
{
    /// <summary>Of functions that call each other in turn.</summary>
    private const int MaxPeriod = 32;

    public static string Describe(IReadOnlyList<StackFrame> frames)
    {
        for (var period = 1; period <= MaxPeriod; period++)
        {
            var first = frames.Count - period;
            while (first > 0 && frames[first - 1].Pc == frames[first - 1 + period].Pc)
            {
                first--;
            }

            if (frames.Count - first >= Math.Max(4, 3 * period))
            {
                return $"recursion: from frame {first} on the same {(period == 1 ? "frame repeats" : $"{period} frames repeat")}";
            }
        }

        return $"more than {frames.Count} frames";
    }
}

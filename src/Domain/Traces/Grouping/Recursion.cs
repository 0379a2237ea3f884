namespace Fleet.Domain.Traces.Grouping;

/// <summary>Takes the depth out of recursion: how often functions called each other differs with the data.</summary>
internal static class Recursion
{
    /// <summary>
    /// Each function once, where it is innermost: direct and mutual recursion of any depth come to the same. Of a stack that overflowed also where in its
    /// cycle it was is chance, and so are the functions that the last turn had called: what is left is the functions that recur, in the order of their names.
    /// </summary>
    public static IReadOnlyList<GroupingFrame> Fold(IReadOnlyList<GroupingFrame> frames, bool isStackOverflow)
    {
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        var once = new List<GroupingFrame>();
        foreach (var frame in frames)
        {
            var before = times.GetValueOrDefault(frame.Key);
            times[frame.Key] = before + 1;
            if (before == 0)
            {
                once.Add(frame);
            }
        }

        if (!isStackOverflow || times.Count == frames.Count)
        {
            return once;
        }

        List<GroupingFrame> recurring = [.. once.Where(f => times[f.Key] > 1)];
        recurring.Sort(static (x, y) => string.CompareOrdinal(x.Key, y.Key));
        return recurring;
    }
}

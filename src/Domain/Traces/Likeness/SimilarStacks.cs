namespace Fleet.Domain.Traces.Likeness;

/// <summary>An issue whose stacks resemble another's.</summary>
/// <param name="Issue">Which.</param>
/// <param name="Similarity">From 0 to 1, which is the same.</param>
/// <param name="SharedFrames">Frames that both have.</param>
public readonly record struct SimilarStack(long Issue, double Similarity, int SharedFrames);

/// <summary>
/// Which issues may be the same bug, to be suggested and never merged by itself: by the edit distance of their frames of the application (Levenshtein, a frame for a
/// letter), as a part of the longer stack.
/// </summary>
public static class SimilarStacks
{
    /// <summary>Frames of a stack that are compared, the innermost: where they agree so far they resemble each other, and the work of two stacks is this squared.</summary>
    public const int MaxFrames = 64;

    /// <summary>Stacks that one is compared with.</summary>
    public const int MaxStacks = 2_000;

    /// <summary>Below it, what two have in common is the program's frame and the loop that everything runs in.</summary>
    public const double LeastSimilarity = 0.5;

    /// <param name="frames">Of one, the innermost first.</param>
    /// <param name="others">Of others; an issue may be there with several. Those behind <see cref="MaxStacks"/> are not looked at.</param>
    /// <param name="most">How many are wanted.</param>
    /// <returns>Those of at least <see cref="LeastSimilarity"/>, the most similar first, each issue once by its best.</returns>
    public static IReadOnlyList<SimilarStack> Find(IReadOnlyList<string> frames, IEnumerable<(long Issue, IReadOnlyList<string> Frames)> others, int most)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(others);
        var own = Head(frames);
        return
        [
            .. others.Take(MaxStacks)
                .Select(other => (other.Issue, Frames: Head(other.Frames)))
                .Select(other => new SimilarStack(other.Issue, Similarity(own, other.Frames), Shared(own, other.Frames)))
                .Where(one => one.Similarity >= LeastSimilarity)
                .OrderByDescending(one => one.Similarity).ThenByDescending(one => one.SharedFrames).ThenBy(one => one.Issue)
                .DistinctBy(one => one.Issue)
                .Take(most),
        ];
    }

    /// <returns>1 for the same frames, 0 for those that have none in common, and for stacks without frames, of which nothing is known.</returns>
    public static double Similarity(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var (first, second) = (Head(one), Head(other));
        return first.Length == 0 || second.Length == 0 ? 0 : 1 - ((double)Distance(first, second) / Math.Max(first.Length, second.Length));
    }

    /// <summary>Insertions, deletions and replacements that make one of the other: two rows of the usual table.</summary>
    private static int Distance(ReadOnlySpan<string> one, ReadOnlySpan<string> other)
    {
        Span<int> row = stackalloc int[other.Length + 1];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = i;
        }

        for (var i = 0; i < one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var k = 0; k < other.Length; k++)
            {
                var replaced = diagonal + (one[i] == other[k] ? 0 : 1);
                diagonal = row[k + 1];
                row[k + 1] = Math.Min(replaced, Math.Min(row[k], diagonal) + 1);
            }
        }

        return row[^1];
    }

    private static int Shared(string[] one, string[] other) => one.Distinct(StringComparer.Ordinal).Intersect(other, StringComparer.Ordinal).Count();

    private static string[] Head(IReadOnlyList<string> frames) => frames as string[] is { Length: <= MaxFrames } all ? all : [.. frames.Take(MaxFrames)];
}

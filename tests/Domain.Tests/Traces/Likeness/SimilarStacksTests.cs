using CsCheck;
using Fleet.Domain.Tests.Traces.Grouping;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Likeness;

namespace Fleet.Domain.Tests.Traces.Likeness;

public sealed class SimilarStacksTests
{
    private static readonly Gen<string[]> Frames = Pick.Of("a", "b", "c", "d").Array[0, 8];

    [Fact]
    public void Similarity_is_of_the_edit_distance_as_its_definition_has_it() => Gen.Select(Frames, Frames).Sample((one, other) =>
    {
        var expected = one.Length == 0 || other.Length == 0 ? 0 : 1 - ((double)Naive(one, other) / Math.Max(one.Length, other.Length));
        Assert.Equal(expected, SimilarStacks.Similarity(one, other));
        Assert.Equal(expected, SimilarStacks.Similarity(other, one));
        Assert.InRange(expected, 0, 1);
        Assert.Equal(one.Length > 0 && one.SequenceEqual(other), expected == 1);
    });

    [Fact]
    public void The_most_similar_come_first_each_issue_once_and_none_that_is_not() => Gen.Select(Frames, Gen.Select(Gen.Long[1, 6], Frames).Array[0, 20], Gen.Int[0, 10]).Sample((frames, others, most) =>
    {
        var found = SimilarStacks.Find(frames, others.Select(o => (o.Item1, (IReadOnlyList<string>)o.Item2)), most);
        var best = others.GroupBy(o => o.Item1, o => SimilarStacks.Similarity(frames, o.Item2)).ToDictionary(g => g.Key, g => g.Max());
        Assert.Equal(found.Select(f => f.Similarity).OrderDescending(), found.Select(f => f.Similarity));
        Assert.Distinct(found.Select(f => f.Issue));
        Assert.All(found, f => Assert.Equal(best[f.Issue], f.Similarity));
        Assert.Equal(Math.Min(most, best.Count(b => b.Value >= SimilarStacks.LeastSimilarity)), found.Count);
    });

    [Fact]
    public void Only_so_many_frames_and_stacks_are_looked_at()
    {
        var deep = Enumerable.Range(0, 10_000).Select(i => $"f{i}").ToArray();
        var other = deep.Take(SimilarStacks.MaxFrames).Append("another").ToArray();
        Assert.Equal(1, SimilarStacks.Similarity(deep, other));
        var endless = Enumerable.Repeat((1L, (IReadOnlyList<string>)["x"]), SimilarStacks.MaxStacks).Append((2L, (IReadOnlyList<string>)deep));
        Assert.Empty(SimilarStacks.Find(deep, endless, 5));
    }

    [Fact]
    public void Parts_are_the_whole_stacks_the_most_frequent_first()
    {
        Trace Of(params string[] frames) => Stacks.Native(CrashClass.SegvNull, frames);
        (string Id, string SoftwareType, Trace Trace)[] traces =
        [
            ("t1", "main", Of("app!a", "app!b", "app!c", "app!one")),
            ("t2", "main", Of("app!a", "app!b", "app!c", "app!two")),
            ("t3", "main", Of("app!a", "app!b", "app!c", "app!two")),
        ];
        var parts = StackParts.Of(traces, GroupingRules.None);
        Assert.Equal([("t2", 2), ("t1", 1)], parts.Select(p => (p.Exemplar, p.Traces)));
        Assert.Equal(["app!a", "app!b", "app!c", "app!two"], parts[0].Frames);
        Assert.Single(traces.Select(t => TraceSignatures.Of(t.Trace, t.SoftwareType, GroupingRules.None).Key).Distinct());

        var none = Assert.Single(StackParts.Of([("t", "main", Of("libc.so.6!raise"))], GroupingRules.None));
        Assert.Empty(none.Frames);
    }

    [Fact]
    public void A_trace_has_the_signatures_of_the_rules_of_now_and_of_before()
    {
        var trace = Stacks.Native(CrashClass.SegvNull, "app!log", "app!a", "app!b", "app!c");
        var (skip, none) = (GroupingRules.Parse("skip function log"), GroupingRules.None);
        var (now, all) = new ProjectGrouping(3, skip, [none, GroupingRules.Parse("# the same")]).SignaturesOf(trace, "main");
        Assert.Equal(TraceSignatures.Of(trace, "main", skip).Key, now.Key);
        Assert.Equal([now.Key, TraceSignatures.Of(trace, "main", none).Key], all.Select(s => s.Value));
        Assert.Equal([TraceSignatures.Of(trace, "main", none).Key], ProjectGrouping.None.SignaturesOf(trace, "main").All.Select(s => s.Value));
    }

    private static int Naive(ReadOnlySpan<string> one, ReadOnlySpan<string> other) =>
        one.IsEmpty ? other.Length
        : other.IsEmpty ? one.Length
        : one[0] == other[0] ? Naive(one[1..], other[1..])
        : 1 + Math.Min(Naive(one[1..], other[1..]), Math.Min(Naive(one[1..], other), Naive(one, other[1..])));
}

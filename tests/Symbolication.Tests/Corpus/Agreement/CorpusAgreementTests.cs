using System.Collections.Concurrent;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>Our frames against the debugger's, of all threads of all cases, full and trimmed. What is known to differ, and who is right: docs/design/symbolication.md.</summary>
public sealed class CorpusAgreementTests(CrashCorpus corpus, ITestOutputHelper output)
{
    /// <summary>Of all frames.</summary>
    private const double Wanted = 0.99;

    private const string OfWaiting = ", threads that waited";

    [Fact]
    public async Task Frames_are_those_of_the_debugger()
    {
        var compared = new ConcurrentDictionary<string, FrameComparison>();
        await corpus.ForEachAsync(async crash =>
        {
            var (full, trimmed) = await crash.FramesAsync();
            foreach (var (kind, core, answer) in new[] { ("full", crash.Core, full), ("trimmed", crash.TrimmedCore, trimmed) })
            {
                var what = $"{crash.Name} {kind}";
                var (crashed, waiting) = (compared[what] = new FrameComparison(what), compared[$"{what}{OfWaiting}"] = new FrameComparison(what));
                var ours = OurFrames.Of(crash, core);
                Assert.Equal(answer.Threads.Select(thread => thread.Id).Order(), ours.Threads.Keys.Order());
                foreach (var thread in answer.Threads)
                {
                    var count = Math.Min(kind == "trimmed" ? crash.KeptFrames(thread) : thread.Frames.Count, ours.Credible(thread.Frames));
                    (thread.IsCrashed ? crashed : waiting).Add(thread.Id, [.. thread.Frames.Take(count)], ours.Threads[thread.Id], isCut: count < thread.Frames.Count || !thread.IsWhole);
                }
            }
        });

        var all = compared.Where(one => one.Value.Addresses > 0).OrderBy(one => one.Key, StringComparer.Ordinal).ToList();
        all.ForEach(one => output.WriteLine($"{one.Key}: {one.Value.SameAddresses} of {one.Value.Addresses} addresses, {one.Value.SameSources} of {one.Value.Sources} functions and lines"));
        all.ForEach(one => one.Value.Differences.ForEach(output.WriteLine));

        // Apart, for there are many more of those that wait.
        Check("threads that crashed", [.. all.Where(one => !one.Key.EndsWith(OfWaiting, StringComparison.Ordinal)).Select(one => one.Value)]);
        Check("threads that waited", [.. all.Where(one => one.Key.EndsWith(OfWaiting, StringComparison.Ordinal)).Select(one => one.Value)]);
    }

    private void Check(string what, IReadOnlyList<FrameComparison> comparisons)
    {
        var (addresses, sources) = (comparisons.Sum(one => one.Addresses), comparisons.Sum(one => one.Sources));
        var (sameAddresses, sameSources) = (comparisons.Sum(one => one.SameAddresses), comparisons.Sum(one => one.SameSources));
        var text = $"{what}: {sameAddresses} of {addresses} addresses, {sameSources} of {sources} functions and lines";
        output.WriteLine(text);
        Assert.True(sameAddresses >= Wanted * addresses && sameSources >= Wanted * sources, $"{text}; see the output for all differences");
    }
}

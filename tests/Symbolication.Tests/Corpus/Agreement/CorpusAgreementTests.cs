using System.Collections.Concurrent;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>Our frames against the debugger's, of all threads of all cases, full and trimmed. What is known to differ, and who is right: docs/design/symbolication.md.</summary>
public sealed class CorpusAgreementTests(CrashCorpus corpus, ITestOutputHelper output)
{
    /// <summary>Of all frames.</summary>
    private const double Wanted = 0.99;

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
                var comparison = compared[what] = new FrameComparison(what);
                var ours = OurFrames.Of(crash, core);
                Assert.Equal(answer.Threads.Select(thread => thread.Id).Order(), ours.Keys.Order());
                foreach (var thread in answer.Threads)
                {
                    var kept = kind == "trimmed" ? crash.KeptFrames(thread) : thread.Frames.Count;
                    comparison.Add(thread.Id, [.. thread.Frames.Take(kept)], ours[thread.Id], kept < thread.Frames.Count);
                }
            }
        });

        var all = compared.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value).ToList();
        foreach (var (what, one) in compared.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{what}: {one.SameAddresses} of {one.Addresses} addresses, {one.SameSources} of {one.Sources} functions and lines");
        }

        all.SelectMany(one => one.Differences).ToList().ForEach(output.WriteLine);
        var addresses = Share(all.Sum(one => one.SameAddresses), all.Sum(one => one.Addresses));
        var sources = Share(all.Sum(one => one.SameSources), all.Sum(one => one.Sources));
        output.WriteLine($"in all: {addresses:P2} of addresses, {sources:P2} of functions and lines");
        Assert.True(addresses >= Wanted && sources >= Wanted, $"{addresses:P2} of addresses, {sources:P2} of functions and lines; see the output for all differences");
    }

    private static double Share(int same, int all) => all == 0 ? 1 : (double)same / all;
}

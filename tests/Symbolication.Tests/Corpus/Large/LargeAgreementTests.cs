using Fleet.Symbolication.Tests.Corpus.Agreement;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.Symbolication.Tests.Corpus.Large;

/// <summary>
/// Large programs of Debian with the debug symbols that Debian has of them, ended by a signal while they work: our stacks, arguments and locals of all threads
/// against the debugger's. What is known to differ, and who is right: docs/design/symbolication.md.
/// </summary>
public sealed class LargeAgreementTests(LargeCrashes crashes, ITestOutputHelper output) : IClassFixture<LargeCrashes>
{
    /// <summary>The moment of a signal is another in each run, and so is what the debugger makes of it.</summary>
    private const double Wanted = 0.99;

    public static TheoryData<string> Names => [.. LargePrograms.All.Select(program => program.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Frames_are_those_of_the_debugger(string name)
    {
        var crash = await GetAsync(name);
        var (full, trimmed) = await crash.AnswersAsync();
        foreach (var (kind, core, answer) in new[] { ("full", crash.Core, full), ("trimmed", crash.TrimmedCore, trimmed) })
        {
            Assert.Equal(crash.Program.Signal, answer.Signal);
            var comparison = new FrameComparison($"{name} {kind}");
            var ours = OurFrames.Of(crash, core);
            Assert.Equal(answer.Threads.Select(thread => thread.Id).Order(), ours.Threads.Keys.Order());
            foreach (var thread in answer.Threads)
            {
                var count = ours.Credible(thread.Frames);
                comparison.Add(thread.Id, [.. thread.Frames.Take(count)], ours.Threads[thread.Id], isCut: count < thread.Frames.Count || !thread.IsWhole);
            }

            comparison.Differences.ForEach(output.WriteLine);
            Check(comparison.SameAddresses, comparison.Addresses, $"{name} {kind}, {answer.Threads.Count} threads: addresses");
            Check(comparison.SameSources, comparison.Sources, $"{name} {kind}: functions and lines");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Arguments_and_locals_are_those_of_the_debugger(string name)
    {
        var crash = await GetAsync(name);
        var (full, trimmed) = await crash.AnswersAsync();
        foreach (var (kind, core, answer) in new[] { ("full", crash.Core, full), ("trimmed", crash.TrimmedCore, trimmed) })
        {
            var comparison = new VariableComparison($"{name} {kind}");
            var ours = OurVariables.Of(crash, core);
            foreach (var thread in answer.Threads)
            {
                comparison.Add(thread, ours[thread.Id]);
            }

            comparison.Missing.Distinct().ToList().ForEach(output.WriteLine);
            comparison.Differences.ForEach(difference => output.WriteLine($"DIFFERENT {difference}"));
            Check(comparison.Equal, comparison.Compared, $"{name} {kind}: {comparison.OnlyOurs} scalars only we have, {comparison.OnlyTheirs} only gdb has; of both");
        }
    }

    private void Check(int equal, int all, string what)
    {
        output.WriteLine($"{what}: {equal} of {all}");
        Assert.True(all > 0, $"nothing was compared of {what}");
        Assert.True(equal >= Wanted * all, $"{what}: {equal} of {all}; see the output for all differences");
    }

    private async Task<LargeCrash> GetAsync(string name)
    {
        var program = LargePrograms.Get(name);
        Assert.SkipUnless(program.IsHere, $"{program.Executable} with debug symbols, in it or in {LargeProgram.DebugFiles}, is not here");
        return await crashes.GetAsync(program);
    }
}

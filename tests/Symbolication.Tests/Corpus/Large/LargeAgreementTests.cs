using Fleet.Symbolication.Tests.Corpus.Agreement;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.Symbolication.Tests.Corpus.Large;

/// <summary>
/// Large programs of Debian with the debug symbols that Debian has of them, ended by a signal while they work: our stacks, arguments and locals of all threads
/// against the debugger's. What is known to differ, and who is right: docs/design/symbolication.md.
/// </summary>
public sealed class LargeAgreementTests(LargeCrashes crashes, ITestOutputHelper output) : IClassFixture<LargeCrashes>
{
    public static TheoryData<string> Names => [.. LargePrograms.All.Select(program => program.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Frames_are_those_of_the_debugger(string name)
    {
        var crash = await GetAsync(name);
        var (full, trimmed) = await crash.AskAsync(variables: false);
        List<string> differences = [];
        foreach (var (kind, core, answer) in new[] { ("full", crash.Core, full), ("trimmed", crash.TrimmedCore, trimmed) })
        {
            Assert.Equal(crash.Program.Signal, answer.Signal);
            var comparison = new FrameComparison($"{name} {kind}");
            var ours = OurFrames.Of(crash, core);
            Assert.Equal(answer.Threads.Select(thread => thread.Id).Order(), ours.Threads.Keys.Order());
            foreach (var thread in answer.Threads)
            {
                comparison.Add(thread.Id, thread.Frames, ours.Threads[thread.Id], isCut: !thread.IsWhole);
            }

            output.WriteLine($"{name} {kind}: {answer.Threads.Count} threads, {comparison.SameAddresses} of {comparison.Addresses} addresses, {comparison.SameSources} of {comparison.Sources} functions and lines");
            comparison.Differences.ForEach(output.WriteLine);
            differences.AddRange(comparison.Differences);
        }

        Assert.Empty(differences);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Arguments_and_locals_are_those_of_the_debugger(string name)
    {
        var crash = await GetAsync(name);
        var (full, trimmed) = await crash.AskAsync(variables: true);
        List<string> differences = [];
        foreach (var (kind, core, answer) in new[] { ("full", crash.Core, full), ("trimmed", crash.TrimmedCore, trimmed) })
        {
            var comparison = new VariableComparison($"{name} {kind}");
            var ours = OurVariables.Of(crash, core);
            foreach (var thread in answer.Threads)
            {
                comparison.Add(thread, ours[thread.Id]);
            }

            output.WriteLine($"{name} {kind}: {comparison.Equal} of {comparison.Compared} scalars, {comparison.OnlyOurs} only ours, {comparison.OnlyTheirs} only gdb's");
            comparison.Missing.Distinct().ToList().ForEach(output.WriteLine);
            comparison.Differences.ForEach(difference => output.WriteLine($"DIFFERENT {difference}"));
            differences.AddRange(comparison.Differences);
        }

        Assert.Empty(differences);
    }

    private async Task<LargeCrash> GetAsync(string name)
    {
        var program = LargePrograms.Get(name);
        Assert.SkipUnless(program.IsHere, $"{program.Executable} with debug symbols, in it or in {LargeProgram.DebugFiles}, is not here");
        return await crashes.GetAsync(program);
    }
}

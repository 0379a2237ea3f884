using System.Collections.Concurrent;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>Our arguments and locals against the debugger's. What is known to differ, and who is right: docs/design/symbolication.md.</summary>
public sealed class VariableAgreementTests(CrashCorpus corpus, ITestOutputHelper output)
{
    /// <summary>Of scalars that both have.</summary>
    private const double Wanted = 0.99;

    [Fact]
    public async Task Arguments_and_locals_are_those_of_the_debugger()
    {
        var compared = new ConcurrentDictionary<string, VariableComparison>();
        await corpus.ForEachAsync(async crash =>
        {
            OracleAnswer full, trimmed;
            try
            {
                (full, trimmed) = await crash.VariablesAsync();
            }
            catch (InvalidOperationException e)
            {
                output.WriteLine($"{crash.Name}: the debugger fails: {e.Message}");
                return;
            }

            foreach (var (kind, core, answer) in new[] { ("full", crash.Core, full), ("trimmed", crash.TrimmedCore, trimmed) })
            {
                var comparison = compared[$"{crash.Name} {kind}"] = new VariableComparison($"{crash.Name} {kind}");
                var ours = OurVariables.Of(crash, core);
                foreach (var thread in answer.Threads)
                {
                    comparison.Add(thread, ours[thread.Id]);
                }
            }
        });

        var all = compared.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value)).ToList();
        all.ForEach(one => output.WriteLine($"{one.Key}: {one.Value.Equal} of {one.Value.Compared} scalars, {one.Value.OnlyOurs} only ours, {one.Value.OnlyTheirs} only gdb's"));
        all.ForEach(one => one.Value.Missing.Distinct().ToList().ForEach(output.WriteLine));
        all.ForEach(one => one.Value.Differences.ForEach(difference => output.WriteLine($"DIFFERENT {difference}")));
        var unknown = all.SelectMany(one => one.Value.Differences).Where(difference => !KnownDifferences.IsKnown(difference)).ToList();
        var (count, equal) = (all.Sum(one => one.Value.Compared), all.Sum(one => one.Value.Equal));
        var text = $"{equal} of {count} scalars are equal, {all.Sum(one => one.Value.OnlyOurs)} only we have, {all.Sum(one => one.Value.OnlyTheirs)} only gdb has";
        output.WriteLine(text);
        Assert.True(count > 0, "nothing was compared");
        Assert.True(unknown.Count == 0 && equal >= Wanted * count, $"{text}; not known are:\n{string.Join('\n', unknown)}");
    }
}

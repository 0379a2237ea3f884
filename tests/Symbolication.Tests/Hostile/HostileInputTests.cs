using System.Globalization;
using Fleet.Symbolication.Tests.Corpus;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>
/// Cores, symbol files, archives, derived tables and summaries that are damaged at random and by those who know their formats: no crash, no hang, memory and output bounded.
/// docs/design/symbolication.md, "Hostile input", has how to run a part of it, and one case.
/// </summary>
public sealed class HostileInputTests(CrashCorpus corpus, ITestOutputHelper output)
{
    private const long Cases = 2_000;
    private const long AllCases = 200_000;

    [Fact]
    public async Task Nothing_but_an_answer_or_a_refusal_comes_of_damaged_input()
    {
        var isFull = Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1";
        var (first, count) = (Number("FLEET_HOSTILE_FIRST", 0), Number("FLEET_HOSTILE_COUNT", isFull ? AllCases : Cases));
        using var seeds = await SeedCorpus.MakeAsync(corpus);
        var folder = Path.Combine(Checkout.Root, "artifacts", "test-results", "hostile");
        var run = new HostileRun(seeds, folder);
        output.WriteLine(run.Run(first, count, isFull ? Environment.ProcessorCount : 1, line => TestContext.Current.SendDiagnosticMessage(line)));

        // What is refused by its first bytes shows nothing of what is behind them.
        Assert.True(count < Cases || (run.ShareRead("core") > 0.5 && run.ShareRead("symbols") > 0.5), "most cases were refused");
    }

    private static long Number(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

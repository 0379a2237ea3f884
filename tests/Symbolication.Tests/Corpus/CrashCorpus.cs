using System.Collections.Concurrent;
using System.IO.Enumeration;

[assembly: AssemblyFixture(typeof(Fleet.Symbolication.Tests.Corpus.CrashCorpus))]

namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>
/// Programs that were crashed, for tests of everything that reads cores. Made when asked for, once a run:
/// <code>
/// await corpus.ForEachAsync(async crash => Assert.Equal(await crash.FramesAsync(), Ours(crash.Core)));
/// </code>
/// Tests get it as the argument of their constructor. <c>FLEET_CORPUS=gcc-O2.*</c> chooses cases, by a pattern with * and ?.
/// </summary>
public sealed class CrashCorpus : IDisposable
{
    private const string ChoiceVariable = "FLEET_CORPUS";

    /// <summary>At a time: the processors of the smallest machine that the tests are run on.</summary>
    private const int AtOnce = 2;

    private readonly Lazy<CorpusFolder> _folder = new(() => new CorpusFolder());
    private readonly ConcurrentDictionary<(CorpusProgram, CorpusVariant), Lazy<Task<CorpusCase>>> _cases = new();
    private readonly SemaphoreSlim _slots = new(AtOnce);

    /// <summary>The cases of this run, in an order that does not change, not made yet.</summary>
    internal static IReadOnlyList<(CorpusProgram Program, CorpusVariant Variant)> Chosen { get; } =
        [.. CorpusMatrix.Cases.Where(one => FileSystemName.MatchesSimpleExpression(Environment.GetEnvironmentVariable(ChoiceVariable) ?? "*", CorpusCase.NameOf(one.Program, one.Variant)))];

    /// <summary>Those whose compiler this machine has.</summary>
    internal static IReadOnlyList<(CorpusProgram Program, CorpusVariant Variant)> Possible { get; } = [.. Chosen.Where(one => one.Variant.Toolchain.IsHere)];

    /// <summary>One case, built and crashed.</summary>
    internal Task<CorpusCase> GetAsync(string variant, string program) => GetAsync(CorpusPrograms.Get(program), CorpusVariants.Get(variant));

    /// <summary>Does something with each possible case, two at a time; fails with the cases for which it failed, and why.</summary>
    internal async Task ForEachAsync(Func<CorpusCase, Task> work)
    {
        Assert.True(Possible.Count > 0, $"no case is called as {ChoiceVariable} asks");
        var failures = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(Possible, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) =>
        {
            try
            {
                await work(await GetAsync(one.Program, one.Variant));
            }
            catch (Exception e) when (!e.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal))
            {
                failures[CorpusCase.NameOf(one.Program, one.Variant)] = e.Message;
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} of {Possible.Count} cases:\n{string.Join('\n', failures.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}: {one.Value}"))}");
    }

    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            _folder.Value.Dispose();
        }

        _slots.Dispose();
    }

    private Task<CorpusCase> GetAsync(CorpusProgram program, CorpusVariant variant) =>
        _cases.GetOrAdd((program, variant), key => new Lazy<Task<CorpusCase>>(() => MakeAsync(key.Item1, key.Item2))).Value;

    private async Task<CorpusCase> MakeAsync(CorpusProgram program, CorpusVariant variant)
    {
        await _slots.WaitAsync();
        try
        {
            return await _folder.Value.MakeAsync(program, variant);
        }
        finally
        {
            _slots.Release();
        }
    }
}

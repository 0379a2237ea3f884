using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>That the corpus is what it says: else agreement with the debugger would mean little.</summary>
public sealed class CorpusTests(CrashCorpus corpus, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_program_crashes_by_its_signal_in_its_function()
    {
        output.WriteLine($"{CrashCorpus.Possible.Count} of {CrashCorpus.Chosen.Count} cases, the others have no compiler here");
        await corpus.ForEachAsync(async crash =>
        {
            var (full, _) = await crash.FramesAsync();
            Assert.Equal(crash.Program.Signal, full.Signal);
            Assert.Equal(crash.Program.Threads, full.Threads.Count);
            if (!crash.IsReached)
            {
                return;
            }

            var ours = full.Crashed.Frames.FirstOrDefault(frame => IsOurs(frame, crash));
            Assert.True(ours is not null && crash.Program.Functions.Contains(SimpleName(ours.Function)), $"the innermost frame of ours is {ours}, of {Text(full.Crashed.Frames)}");
            Assert.Equal(crash.Variant.HasLines, ours.Line > 0);
        });
    }

    [Fact]
    public async Task The_debugger_sees_in_a_trimmed_core_what_it_sees_in_the_full_one()
    {
        await corpus.ForEachAsync(async crash =>
        {
            var (full, trimmed) = await crash.FramesAsync();
            Assert.Equal(full.Signal, trimmed.Signal);
            Assert.Equal(full.Threads.Select(thread => thread.Id), trimmed.Threads.Select(thread => thread.Id));
            foreach (var (before, after) in full.Threads.Zip(trimmed.Threads))
            {
                Assert.Equal(before.IsCrashed, after.IsCrashed);
                var kept = crash.KeptFrames(after);
                Assert.InRange(kept, 2, before.Frames.Count);
                Assert.Equal(Text(kept < after.Frames.Count ? before.Frames.Take(kept) : before.Frames), Text(after.Frames.Take(kept)));
            }
        });
    }

    [Fact]
    public async Task Trimmed_cores_are_a_fraction_of_full_ones()
    {
        await corpus.ForEachAsync(crash =>
        {
            Assert.InRange(new FileInfo(crash.TrimmedCore).Length, 1, new FileInfo(crash.Core).Length);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void Each_program_and_each_way_of_building_is_in_the_default_corpus()
    {
        var chosen = CorpusMatrix.Default.ToList();
        Assert.All(chosen, one => Assert.True(one.Variant.CanBuild(one.Program), CorpusCase.NameOf(one.Program, one.Variant)));
        Assert.Equal(chosen.Count, chosen.Distinct().Count());
        Assert.Empty(CorpusPrograms.All.Except(chosen.Select(one => one.Program)));
        Assert.Empty(chosen.Select(one => one.Variant).Except(CorpusVariants.All));
        Assert.Empty(CorpusVariants.All.Except(chosen.Select(one => one.Variant)).Select(variant => variant.Name));
    }

    [Fact]
    public async Task The_debugger_tells_arguments_and_locals()
    {
        Assert.SkipUnless(CrashCorpus.Possible.Any(one => (one.Variant.Name, one.Program.Name) == ("gcc-O0", "kinds")), "not among the cases chosen");
        var (full, _) = await (await corpus.GetAsync("gcc-O0", "kinds")).VariablesAsync();
        var inner = full.Crashed.Variables[0].ToDictionary(variable => variable.Name, StringComparer.Ordinal);
        Assert.Equal(("enum color", true, "blue"), (inner["color"].Type, inner["color"].IsArgument, inner["color"].Value));
        Assert.Equal("{low = 5, middle = -9, high = 703710, flag = true}", inner["bits"].Value);
        Assert.EndsWith("\"a \\\"quoted\\\"\\ttext\"", inner["text"].Value, StringComparison.Ordinal);
        Assert.Equal("{{1, 2, 3}, {4, 5, 1}}", inner["matrix"].Value);
        Assert.Equal("{word = 1069547520, real = 1.5, bytes = \"\\000\\000\\300?\"}", inner["number"].Value);
    }

    /// <summary>Of our own sources; without lines by the name.</summary>
    private static bool IsOurs(OracleFrame frame, CorpusCase crash) =>
        crash.Variant.HasLines ? Path.GetDirectoryName(frame.File) == CorpusPrograms.Folder : crash.Program.Functions.Contains(frame.Function) || frame.Function == "main";

    /// <summary>Without scopes, template arguments and Rust's hashes.</summary>
    private static string SimpleName(string function)
    {
        var depth = 0;
        var name = string.Concat(function.Where(letter =>
        {
            depth += letter == '<' ? 1 : 0;
            var isOutside = depth == 0;
            depth -= letter == '>' ? 1 : 0;
            return isOutside;
        }));
        return name[(name.LastIndexOf(':') + 1)..];
    }

    private static string Text(IEnumerable<OracleFrame> frames) => string.Join("\n  ", frames);
}

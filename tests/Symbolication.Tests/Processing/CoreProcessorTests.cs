using Fleet.Domain.Traces;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Tests.Corpus;
using Fleet.Symbolication.Variables;

namespace Fleet.Symbolication.Tests.Processing;

/// <summary>Traces of real cores, by the files that a build uploads.</summary>
public sealed class CoreProcessorTests(CrashCorpus corpus)
{
    [Fact]
    public async Task Each_program_of_the_corpus_gives_a_trace_of_its_bug()
    {
        await corpus.ForEachAsync(crash =>
        {
            // The emulator's cores do not say the build-ids of their modules.
            if (crash.Variant.Toolchain == Toolchain.Arm64 || crash.Variant.Toolchain == Toolchain.Arm)
            {
                return Task.CompletedTask;
            }

            var trace = Process(crash, CaseFiles.Of(crash));
            Assert.Equal(crash.Program.Signal, trace.Signal);
            Assert.Equal(crash.Program.Threads, trace.Threads.Count);
            Assert.Contains(trace.CrashedFrames, frame => crash.Program.Functions.Contains(frame.Function[(frame.Function.LastIndexOf(':') + 1)..]));
            var (format, stored) = TraceCodec.Encode(trace);
            Assert.Equal(trace.CrashedFrames.Select(frame => frame.Function), TraceCodec.Decode(format, stored).CrashedFrames.Select(frame => frame.Function));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Without_files_the_trace_says_which_are_missing()
    {
        var crash = await corpus.GetAsync("gcc-O2", "null_dereference");
        var trace = Process(crash, new CaseFiles());
        using var program = ByteSource.Map(crash.Executable);
        var id = ElfFile.Open(program, crash.Executable).BuildId;
        Assert.Contains(id, trace.MissingBuildIds);
        var first = trace.CrashedFrames[0];
        Assert.Equal(("program", id, "", 0), (first.Module, first.BuildId, first.Function, first.Line));
        Assert.Equal(CrashClass.SegvNull, trace.Class);

        var better = Process(crash, CaseFiles.Of(crash));
        Assert.DoesNotContain(id, better.MissingBuildIds);
        Assert.Equal((first.Module, first.BuildId, first.Offset), (better.CrashedFrames[0].Module, better.CrashedFrames[0].BuildId, better.CrashedFrames[0].Offset));
        Assert.EndsWith("null_dereference.c", better.CrashedFrames[0].File, StringComparison.Ordinal);
        Assert.True(better.CrashedFrames[0].Line > 0);
    }

    [Fact]
    public async Task A_debug_file_without_its_program_is_still_missing_something()
    {
        var crash = await corpus.GetAsync("gcc-O2-stripped", "wild_jump");
        var debug = Assert.Single(crash.Files, path => path.EndsWith(".debug", StringComparison.Ordinal) && Path.GetFileName(path).StartsWith("program", StringComparison.Ordinal));
        var both = Process(crash, CaseFiles.Of(crash));
        var debugOnly = Process(crash, new CaseFiles(debug));
        using var program = ByteSource.Map(crash.Executable);
        var id = ElfFile.Open(program, crash.Executable).BuildId;
        Assert.DoesNotContain(id, both.MissingBuildIds);
        Assert.Contains(id, debugOnly.MissingBuildIds);
    }

    [Fact]
    public async Task A_second_core_of_the_same_program_opens_no_file_again()
    {
        var crash = await corpus.GetAsync("gcc-O2", "null_dereference");
        var (cache, files) = (new SymbolFileCache(), CaseFiles.Of(crash));
        var first = Process(crash, files, cache);
        var opened = cache.Count;
        Assert.Equal(1, opened);
        Assert.Equivalent(first, Process(crash, files, cache), strict: true);
        Assert.Equal(opened, cache.Count);
    }

    [Fact]
    public async Task Tables_that_were_made_before_change_nothing_but_the_time()
    {
        var crash = await corpus.GetAsync("gcc-O2", "null_dereference");
        using var folder = new Cfi.TemporaryFolder();
        var tables = new Fleet.Symbolication.Tables.TableFolder(folder.Path, 1 << 30, TimeProvider.System) { MinSourceBytes = 0 };
        var files = CaseFiles.Of(crash);
        var first = Process(crash, files, new SymbolFileCache(tables));
        Assert.Equal(1, crash.Files.Count(tables.Make));
        Assert.Equivalent(first, Process(crash, files, new SymbolFileCache(tables)), strict: true);
        Assert.Equal(1, tables.Used);
    }

    [Theory]
    [InlineData("gcc-O2-split4")]
    [InlineData("gcc-O2-dwp")]
    [InlineData("gcc-O2-dwz")]
    public async Task Parts_of_debugging_information_that_come_later_are_read_then(string variant)
    {
        var (name, _) = CorpusCaseOf(variant);
        var crash = await corpus.GetAsync(variant, name);
        var whole = Process(crash, CaseFiles.Of(crash));
        var parts = crash.Files.Where(path => Path.GetExtension(path) is ".dwo" or ".dwp" or ".alt").ToList();
        Assert.NotEmpty(parts);
        var (cache, files) = (new SymbolFileCache(), new CaseFiles(crash.Files.Except(parts)));
        var without = Process(crash, files, cache);
        Assert.True(without.MissingBuildIds.Count > whole.MissingBuildIds.Count, "nothing of the parts is said to be missing");
        parts.ForEach(files.Add);
        var repaired = Process(crash, files, cache);
        Assert.Equal(whole.MissingBuildIds, repaired.MissingBuildIds);
        Assert.Equivalent(whole.CrashedFrames, repaired.CrashedFrames, strict: true);
    }

    [Fact]
    public async Task A_failed_assertion_is_quoted_where_the_core_has_it()
    {
        var crash = await corpus.GetAsync("gcc-O0", "assertion");
        using var source = ByteSource.Map(crash.Core);
        using var core = CoreDump.Open(source, crash.Core);
        var library = core.Modules.Single(module => module.Path.EndsWith("/libc.so.6", StringComparison.Ordinal)).Path;
        var trace = new CoreProcessor(new SymbolFileCache()).Process(core, new CaseFiles([.. crash.Files, library]));
        Assert.Contains("Assertion `", trace.Message, StringComparison.Ordinal);
        Assert.Equal(CrashClass.AbortAssert, trace.Class);
    }

    [Fact]
    public async Task Without_variables_the_frames_are_the_same()
    {
        var crash = await corpus.GetAsync("gcc-O2", "null_dereference");
        var cache = new SymbolFileCache();
        var whole = Process(crash, CaseFiles.Of(crash), cache);
        using var source = ByteSource.Map(crash.TrimmedCore);
        var alone = new CoreProcessor(cache, new VariableLimits { MaxVariables = 0 }).Process(source, crash.TrimmedCore, CaseFiles.Of(crash));
        Assert.Contains(whole.CrashedFrames, frame => frame.Variables.Count > 0);
        Assert.Equivalent(whole.CrashedFrames.Select(frame => frame with { Variables = [] }), alone.CrashedFrames, strict: true);
    }

    [Fact]
    public void What_is_no_core_is_refused_with_its_reason()
    {
        var refusal = Assert.Throws<MalformedException>(
            () => new CoreProcessor(new SymbolFileCache()).Process(ByteSource.Of("no core at all"u8.ToArray()), "core 1", new CaseFiles()));
        Assert.Contains("core 1", refusal.Message, StringComparison.Ordinal);
    }

    private static (string Program, CorpusVariant Variant) CorpusCaseOf(string variant) =>
        CorpusMatrix.Default.Where(one => one.Variant.Name == variant).Select(one => (one.Program.Name, one.Variant)).First();

    private static Trace Process(CorpusCase crash, CaseFiles files, SymbolFileCache? cache = null)
    {
        using var source = ByteSource.Map(crash.TrimmedCore);
        return new CoreProcessor(cache ?? new SymbolFileCache()).Process(source, crash.TrimmedCore, files);
    }
}

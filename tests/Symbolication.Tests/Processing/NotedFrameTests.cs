using Fleet.Domain.Traces;
using Fleet.Protocol.Coredumps;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Core;
using Fleet.Symbolication.Tests.Corpus;

namespace Fleet.Symbolication.Tests.Processing;

/// <summary>Crashes of which there are no stacks: what the device found by itself is symbolicated.</summary>
public sealed class NotedFrameTests(CrashCorpus corpus)
{
    [Theory]
    [InlineData("gcc-O2", "null_dereference")]
    [InlineData("gcc-O2-no-pie", "plt")]
    public async Task A_summary_gets_the_functions_and_lines_that_the_core_has(string variant, string program)
    {
        var crash = await corpus.GetAsync(variant, program);
        var (cache, files) = (new SymbolFileCache(), CaseFiles.Of(crash));
        var ofCore = Process(crash, cache, files);
        var summary = Process(crash, new SymbolFileCache(), new CaseFiles());
        Assert.All(summary.CrashedFrames, frame => Assert.Empty(frame.Function));
        var trace = new SummaryProcessor(cache).Process(Bare(summary), files);

        // Without files the unwinder guesses further out: what both have from the crash on is compared.
        var same = ofCore.CrashedFrames.Zip(trace.CrashedFrames).TakeWhile(pair => pair.First.Offset == pair.Second.Offset).ToList();
        Assert.Contains(same, pair => pair.First.Line > 0);
        Assert.All(same, pair => Assert.Equal((pair.First.Function, pair.First.File, pair.First.Line, pair.First.IsInlined), (pair.Second.Function, pair.Second.File, pair.Second.Line, pair.Second.IsInlined)));
        Assert.Equal(ofCore.Class, trace.Class);
        Assert.Empty(trace.MissingBuildIds.Except(ofCore.MissingBuildIds));

        Assert.Equivalent(trace, new SummaryProcessor(cache).Process(trace, files), strict: true);
    }

    [Fact]
    public async Task A_core_of_registers_only_has_the_frames_that_the_device_noted()
    {
        var crash = await corpus.GetAsync("gcc-O2", "null_dereference");
        var files = CaseFiles.Of(crash);
        var ofCore = Process(crash, new SymbolFileCache(), files).CrashedFrames;
        var places = ofCore.Where(frame => !frame.IsInlined && frame.Module == "program").Take(2).ToList();
        Assert.Equal(2, places.Count);
        var note = new List<byte> { 0x92 };
        foreach (var place in places)
        {
            note.AddRange([0x94, 0xcd, 0x12, 0x34, 0xc4, (byte)(place.BuildId.Length / 2), .. Convert.FromHexString(place.BuildId)]);
            note.AddRange([0xa7, .. "program"u8, 0xcf, .. BitConverter.GetBytes(place.Offset).Reverse()]);
        }

        var core = new CoreBuilder(Machine.X64).Thread(7, 11, new ulong[27]).Note("Fleet", CoreNoteType.Frames, [.. note]).Build();
        var trace = new CoreProcessor(new SymbolFileCache()).Process(ByteSource.Of(core), "core", files);
        Assert.Equal(places.Select(frame => (frame.Function, frame.Line)), trace.CrashedFrames.Where(frame => !frame.IsInlined).Select(frame => (frame.Function, frame.Line)));
        Assert.Equal([TraceTrust.Context, TraceTrust.Device], trace.CrashedFrames.Where(frame => !frame.IsInlined).Select(frame => frame.Trust));
    }

    [Theory]
    [InlineData("""{"lines":[{"time_us":5,"level":3,"source":"app","text":"no sensor"},7,{"time_us":"x"}]}""", "5 3 app no sensor")]
    [InlineData("""{"lines":[{"time_us":5,"level":300,"source":null,"text":["a"]}]}""", "5 7  ")]
    [InlineData("""{"lines":[{"time_us":5""", "")]
    [InlineData("""[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]""", "")]
    public void Lines_of_the_device_s_log_are_read_as_far_as_they_are_lines(string note, string expected)
    {
        var core = new CoreBuilder(Machine.X64).Thread(7, 11, new ulong[27]).Note("Fleet", CoreNoteType.Log, System.Text.Encoding.UTF8.GetBytes(note)).Build();
        var trace = new CoreProcessor(new SymbolFileCache()).Process(ByteSource.Of(core), "core", new CaseFiles());
        Assert.Equal(expected, string.Join('\n', trace.Log.Select(line => $"{line.TimeUs} {line.Level} {line.Source} {line.Text}")));
    }

    private static Trace Process(CorpusCase crash, SymbolFileCache cache, CaseFiles files)
    {
        using var source = ByteSource.Map(crash.TrimmedCore);
        return new CoreProcessor(cache).Process(source, crash.TrimmedCore, files);
    }

    private static Trace Bare(Trace trace) => trace with { Threads = [trace.Threads[trace.Crashed]], Crashed = 0 };
}

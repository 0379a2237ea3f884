using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Tests.Hostile.Damage;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>A damaged core, or damaged symbol files, or both, as a worker reads them: to a trace, its stored form, and its signatures.</summary>
internal static class CoreCases
{
    private static readonly (string Name, Func<ElfLayout, bool> Applies, Func<byte[], ElfLayout, Random, byte[]> Apply)[] Kinds =
    [
        ("random", _ => true, (bytes, _, random) => RandomDamage.Apply(bytes, random)),
        ("ELF headers", _ => true, ElfDamage.Headers),
        ("notes", layout => layout.Notes.Count > 0, NoteDamage.Numbers),
        ("notes", layout => layout.Notes.Count > 0, NoteDamage.Numbers),
        ("note floods", layout => layout.Notes.Count > 0 && layout.NoteHeader > 0, NoteDamage.Flood),
        ("registers", layout => layout.Notes.Count > 0, NoteDamage.Registers),
        ("pointers in memory", layout => layout.Loads.Count > 0, MemoryDamage.Pointers),
        ("pointers in memory", layout => layout.Loads.Count > 0, MemoryDamage.Chains),
        ("headers in memory", layout => layout.Loads.Count > 0, MemoryDamage.Headers),
    ];

    public static HostileCase Make(Random random, Workspace workspace)
    {
        var (program, core) = workspace.Corpus.Cores[random.Next(workspace.Corpus.Cores.Count)];
        var names = new List<string>();
        var files = new List<(string, byte[])>();
        var damaged = new Dictionary<SeedFile, byte[]>();
        var possible = program.Files.Where(file => file.Bytes.Length <= SeedCorpus.MaxMappedBytes).ToList();
        if (possible.Count > 0 && random.Next(3) == 0)
        {
            var file = possible[random.Next(possible.Count)];
            damaged[file] = SymbolDamage.Apply(file, random, names);
            files.Add((file.Name, damaged[file]));
        }

        var bytes = damaged.Count > 0 && random.Next(2) == 0 ? core.Bytes : Damage(core, random, names);
        files.Add(("core", bytes));
        return new HostileCase("core", names, $"{program.Name}, {core.Name}", files, () => Run(program, damaged, bytes, workspace));
    }

    /// <summary>What is stored and shown is within its limits.</summary>
    public static void Check(Trace trace)
    {
        Assert.InRange(trace.Threads.Count, 0, TraceLimits.MaxThreads);
        Assert.InRange(trace.Modules.Count, 0, TraceLimits.MaxModules);
        Assert.InRange(trace.MissingBuildIds.Count, 0, TraceLimits.MaxMissing);
        Assert.InRange(trace.Log.Count, 0, TraceLimits.MaxLogLines);
        foreach (var thread in trace.Threads)
        {
            Assert.InRange(thread.Frames.Count, 0, TraceLimits.MaxFrames);
            Assert.All(thread.Frames, frame => Assert.InRange(frame.Function.Length, 0, TraceLimits.MaxFunction));
        }

        var (format, stored) = TraceCodec.Encode(trace);
        Assert.InRange(stored.Length, 1, TraceLimits.MaxEncodedBytes);
        Assert.Equal(trace.Threads.Count, TraceCodec.Decode(format, stored).Threads.Count);
        var (now, all) = ProjectGrouping.None.SignaturesOf(trace, "type");
        Assert.Equal(now.Key, Assert.Single(all).Value);
    }

    private static byte[] Damage(SeedFile core, Random random, List<string> names)
    {
        var bytes = (byte[])core.Bytes.Clone();
        var possible = Kinds.Where(kind => kind.Applies(core.Layout)).ToArray();
        for (var count = random.Next(3) == 0 ? 2 : 1; count > 0 && bytes.Length >= core.Bytes.Length; count--)
        {
            var kind = possible[random.Next(possible.Length)];
            bytes = kind.Apply(bytes, core.Layout, random);
            names.Add(kind.Name);
        }

        if (random.Next(8) == 0)
        {
            bytes = PackedDamage.Contain(bytes, random);
            names.Add("compressed core");
        }

        return bytes;
    }

    private static bool Run(SeedProgram program, Dictionary<SeedFile, byte[]> damaged, byte[] core, Workspace workspace)
    {
        var paths = damaged.ToDictionary(one => one.Key, one => workspace.Write(one.Value));
        try
        {
            var processor = new CoreProcessor(damaged.Count > 0 ? new SymbolFileCache() : workspace.Cache);
            Check(processor.Process(ByteSource.Of(core), "core", new DamagedFiles(program, paths)));
            return true;
        }
        catch (MalformedException)
        {
            return false;
        }
        finally
        {
            paths.Values.ToList().ForEach(File.Delete);
        }
    }
}

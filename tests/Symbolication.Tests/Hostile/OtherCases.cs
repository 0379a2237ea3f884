using Fleet.Cli.Symbols;
using Fleet.DeviceAgent.Coredumps;
using Fleet.Domain.Traces;
using Fleet.Protocol;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Tables;
using Fleet.Symbolication.Tests.Hostile.Damage;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>Archives as <c>fleet symbols upload</c> reads them, derived tables, summaries of crashes.</summary>
internal static class OtherCases
{
    public static HostileCase Archive(Random random, Workspace workspace)
    {
        var corpus = workspace.Corpus;
        var isForged = random.Next(5) < 3;
        var seed = corpus.Archives[random.Next(corpus.Archives.Count)];
        var bytes = isForged
            ? new ArchiveForge([.. corpus.Programs.Take(4).Select(program => program.Main.Bytes), "text"u8.ToArray()]).Make(random)
            : RandomDamage.Apply((byte[])seed.Bytes.Clone(), random);
        return new HostileCase("archive", [isForged ? "forged archive" : "random"], isForged ? "forged" : seed.Name, [("archive", bytes)], () => Scan(bytes, workspace));
    }

    public static HostileCase Tables(Random random, Workspace workspace)
    {
        var programs = workspace.Corpus.Programs.Where(program => program.Files.Count == 1 && program.Main.Bytes.Length <= SeedCorpus.MaxMappedBytes).ToList();
        var program = programs[random.Next(programs.Count)];
        if (random.Next(4) == 0)
        {
            var names = new List<string>();
            var damaged = SymbolDamage.Apply(program.Main, random, names);
            return new HostileCase("tables", names, program.Name, [("program", damaged)], () => MakeTables(damaged, program.Main, workspace, random));
        }

        if (!workspace.Tables.TryGetValue(program.Name, out var tables))
        {
            workspace.Tables[program.Name] = tables = new ForgedTables(program.Main, Path.Combine(workspace.Folder, program.Name));
        }

        var isRandom = random.Next(4) == 0;
        var bytes = isRandom ? RandomDamage.Apply((byte[])tables.Whole.Clone(), random) : tables.Forge(random);
        return new HostileCase("tables", [isRandom ? "random" : "forged tables"], program.Name, [("tables", bytes)], () => Ask(tables.Open(bytes), program.Main, random));
    }

    public static HostileCase Summary(Random random, Workspace workspace)
    {
        var program = workspace.Corpus.Programs[random.Next(workspace.Corpus.Programs.Count)];
        var ids = program.ById.Keys.Select(key => key.Id.ToString()).ToArray();
        var frames = Enumerable.Range(0, random.Next(ProtocolLimits.MaxCrashFrames + 1))
            .Select(_ => new CrashFrame(random.Next(8) == 0 ? "" : ids[random.Next(ids.Length)], "program", random.Next(3) == 0 ? HostileNumbers.Next(random) : program.Main.Code.Start + (ulong)random.NextInt64((long)program.Main.Code.Length + 1))).ToArray();
        var crash = new Crash(new Guid(random.Next(), 0, 0, new byte[8]), "program", "/bin/program", 7, random.Next(65), random.Next(), HostileNumbers.Next(random), "thread", default, 0, "", frames);
        var bytes = new CrashSummary(new Origin(new Guid(random.Next(), 0, 0, new byte[8]), "type", "1"), 1, 2, false, crash).Encode();
        var isWhole = random.Next(2) == 0;
        bytes = isWhole ? bytes : RandomDamage.Apply(bytes, random);
        return new HostileCase("summary", [isWhole ? "hostile numbers" : "random"], program.Name, [("summary", bytes)], () => Symbolicate(bytes, program, workspace));
    }

    private static bool Scan(byte[] bytes, Workspace workspace)
    {
        var path = workspace.Write(bytes);
        try
        {
            var report = new UploadReport();
            using var scan = new SymbolScan(report, CancellationToken.None);
            scan.Scan(path, file => file.Forget());
            return report.Failed.Count == 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool MakeTables(byte[] bytes, SeedFile seed, Workspace workspace, Random random)
    {
        var path = workspace.Write(bytes);
        var folder = path + ".tables";
        try
        {
            var tables = new TableFolder(folder, 1 << 30, TimeProvider.System) { MinSourceBytes = 0 };
            tables.Make(path);
            return Ask(tables.Open(path, "program"), seed, random);
        }
        catch (MalformedException)
        {
            return false;
        }
        finally
        {
            File.Delete(path);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static bool Ask(ElfFile file, SeedFile seed, Random random)
    {
        var symbolizer = new Symbolizer([file], NoCompanions.Instance);
        for (var i = 0; i < 32; i++)
        {
            Assert.InRange(symbolizer.Resolve(seed.Code.Start + (ulong)random.NextInt64((long)seed.Code.Length)).Count, 0, DwarfLimits.MaxInlined + 1);
        }

        return file.Derived is { IsDamaged: false };
    }

    private static bool Symbolicate(byte[] bytes, SeedProgram program, Workspace workspace)
    {
        if (CrashSummary.Decode(bytes) is not { } summary)
        {
            return false;
        }

        CoreCases.Check(new SummaryProcessor(workspace.Cache).Process(ObservedTraces.Of(summary.Crash), new DamagedFiles(program, new Dictionary<SeedFile, string>())));
        return true;
    }
}

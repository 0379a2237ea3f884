using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Corpus.Large;

/// <summary>All programs, and the moments at which they crash.</summary>
internal static class LargePrograms
{
    private const int Abort = 6;
    private const int Bus = 7;
    private const int SegmentationFault = 11;

    /// <summary>Makes the moments more.</summary>
    private const string FullVariable = "FLEET_TEST_FULL";

    /// <summary>A folder of PostgreSQL's programs with debug symbols, for where Debian's (<c>postgresql-15-dbgsym</c>) are not to be had.</summary>
    private const string PostgresVariable = "FLEET_TEST_POSTGRES";

    private static readonly bool IsFull = Environment.GetEnvironmentVariable(FullVariable) == "1";

    /// <summary>With debugging information, which the linker reads for its index: part of Python's debug symbols.</summary>
    private static readonly string[] Archives = [.. Directory.Exists("/usr/lib/python3") ? Directory.GetDirectories("/usr/lib", "python3.*").SelectMany(folder => Directory.GetFiles(folder, "libpython3*d.a", SearchOption.AllDirectories)) : []];

    public static IReadOnlyList<LargeProgram> All { get; } =
    [
        Python("busy", SegmentationFault, 11),
        Python("thread", SegmentationFault),
        Gold(Abort, 100),
        Postgres("sort", SegmentationFault, 20),
        .. IsFull ? [Python("nested", Abort), .. Enumerable.Range(1, 18).Select(lines => Python("busy", lines % 2 == 0 ? Abort : Bus, lines)), Gold(Bus, 1), Gold(SegmentationFault, 60), Gold(SegmentationFault, 150)] : Array.Empty<LargeProgram>(),
        .. IsFull ? [Postgres("join", Abort, 3), Postgres("join", SegmentationFault, 40), Postgres("index", Bus, 30), Postgres("index", SegmentationFault, 60), Postgres("sort", Abort, 3)] : Array.Empty<LargeProgram>(),
    ];

    public static LargeProgram Get(string name) => All.Single(program => program.Name == name);

    private static string Script(string name) => Path.Combine(Checkout.Root, "tests", "Symbolication.Tests", "Corpus", "Large", "Programs", name);

    private static LargeProgram Python(string what, int signal, int lines = 0)
    {
        // Not another Python that is first on the path.
        var python = new FileInfo("/usr/bin/python3") is { Exists: true } link ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? link.FullName : "/usr/bin/python3";
        return new LargeProgram($"python-{what}-{signal}-{lines}", python, signal, lines, [python, "-s", Script("work.py"), what]);
    }

    private static LargeProgram Gold(int signal, int lines)
    {
        var gold = new FileInfo("/usr/bin/ld.gold") is { Exists: true } link ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? link.FullName : "/usr/bin/ld.gold";
        string[] options = ["-shared", "-o", "linked.so", "--trace", "--gdb-index", "--icf=all", "--threads", "--thread-count", "4", "--whole-archive", .. Archives];
        return new LargeProgram($"gold-{signal}-{lines}", gold, signal, lines, ["sh", "-c", "echo $$; exec \"$@\"", "sh", gold, .. options]);
    }

    private static LargeProgram Postgres(string work, int signal, int lines)
    {
        var programs = Environment.GetEnvironmentVariable(PostgresVariable)
            ?? (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Max(StringComparer.Ordinal) + "/bin" : "/usr/lib/postgresql/bin");
        return new LargeProgram($"postgres-{work}-{signal}-{lines}", Path.Combine(programs, "postgres"), signal, lines, [Script("postgres.sh"), programs, work]);
    }
}

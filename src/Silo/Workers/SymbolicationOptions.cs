namespace Fleet.Silo.Workers;

/// <summary>How cores are processed: by how many processes, and what one core may cost.</summary>
public sealed record SymbolicationOptions
{
    /// <summary>A worker that has files of 600 MB open takes some 400 MB.</summary>
    public const long DefaultMemoryBytes = 1024L * 1024 * 1024;

    /// <summary>What a worker's own runtime needs, and a small program.</summary>
    public const long LeastMemoryBytes = 128L * 1024 * 1024;

    /// <summary>Of all tables that were made of files of symbols: those of a program with 600 MB of debugging information have some 200 MB.</summary>
    public const long MaxTableBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>Processes at a time; each has a core at a time. One processor is left to everything else.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Of a core, without what was waited for files of symbols. A large program whose files were never open takes seconds.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time of processors for a core.</summary>
    public TimeSpan MaxProcessorTime { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Of a worker, files that are mapped apart. The heap may have three quarters of it.</summary>
    public long MaxMemoryBytes { get; init; } = DefaultMemoryBytes;

    /// <summary>Waited for the files of symbols of one core, from other servers perhaps; then the others count as missing, and repair the trace when they come.</summary>
    public TimeSpan MaxLookup { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Cores after which a worker is replaced by a new one: whatever it may have caught goes with it.</summary>
    public int CoresPerWorker { get; init; } = 10_000;

    /// <summary>A worker without work for so long ends, and gives its memory back.</summary>
    public TimeSpan MaxIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where workers keep what does not fit into memory, each in a folder of its own; made when it is not there.</summary>
    public string WorkFolder { get; init; } = Path.Combine(Path.GetTempPath(), "fleet-symbolication");

    /// <summary>Where tables that were made of large files of symbols are kept for the next core; null for nowhere. All in it may be deleted at any time.</summary>
    public string? TableFolder { get; init; }

    /// <summary>How a worker is started: a program and its first arguments, <see cref="WorkerCommand.OfThisProgram"/> where this is Fleet's own. Empty: cores wait for another silo.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <exception cref="ArgumentException">A bound that leaves nothing to do with.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CoresPerWorker, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMemoryBytes, LeastMemoryBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxProcessorTime, TimeSpan.Zero);
    }
}

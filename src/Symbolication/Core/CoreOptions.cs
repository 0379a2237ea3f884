using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Core;

/// <summary>Bounds on what the opening of one core may take.</summary>
public sealed record CoreOptions
{
    /// <summary>Inflated bytes; what is beyond is left out, with a warning. 4 GiB by default: of a larger process, not the stacks but the heap is cut.</summary>
    public long MaxInflatedBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>
    /// Of inflated to compressed size, where more than <see cref="FreeInflatedBytes"/> come out. Pages that were never used are zeros, which zstd makes ten
    /// thousand times smaller, so that honest cores of large processes come near.
    /// </summary>
    public int MaxInflatedRatio { get; init; } = 10_000;

    /// <summary>Inflated bytes that any core may have.</summary>
    public long FreeInflatedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Inflated bytes that are held in memory; a core with more goes to a temporary file, without its empty pages.</summary>
    public int MaxBytesInMemory { get; init; } = 16 * 1024 * 1024;

    /// <summary>Where temporary files are made: readable by their owner only, and without a name as soon as they are mapped.</summary>
    public string TemporaryDirectory { get; init; } = Path.GetTempPath();

    /// <summary>
    /// The program, if it is known whose core this is. Used where the core has not its program headers, as emulators' cores, and only if it is the one that
    /// the auxiliary vector speaks of.
    /// </summary>
    public ElfFile? Program { get; init; }

    internal long MostFor(long compressed) => Math.Min(MaxInflatedBytes, Math.Max(FreeInflatedBytes, compressed > long.MaxValue / MaxInflatedRatio ? long.MaxValue : compressed * MaxInflatedRatio));
}

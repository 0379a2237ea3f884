using System.Globalization;

namespace Fleet.Silo.Workers;

/// <summary>What a worker is told when it is started.</summary>
/// <param name="Readable">Folder of the cores and files of symbols.</param>
/// <param name="Folder">Its own, for temporary files.</param>
/// <param name="MaxMemoryBytes">What it may have.</param>
/// <param name="Tables">Folder of the tables that were made of files of symbols; null when there is none. It is read only.</param>
internal sealed record WorkerArguments(string Readable, string Folder, long MaxMemoryBytes, string? Tables)
{
    /// <summary>In the place of a folder.</summary>
    private const string None = "-";

    /// <summary>Of a worker that has started itself again, within its sandbox: which parts of that there are.</summary>
    public int? Inside { get; init; }

    /// <summary>Folders that it reads and does not write.</summary>
    public IEnumerable<string> Readables => Tables is null ? [Readable] : [Readable, Tables];

    public IEnumerable<string> ToArguments() => [Readable, Folder, MaxMemoryBytes.ToString(CultureInfo.InvariantCulture), Tables ?? None];

    /// <exception cref="ArgumentException">They are none; nobody but a silo starts a worker.</exception>
    public static WorkerArguments Parse(IReadOnlyList<string> arguments) => arguments switch
    {
        [var readable, var folder, var memory, var tables] => Of(readable, folder, memory, tables),
        [var readable, var folder, var memory, var tables, var inside] => Of(readable, folder, memory, tables) with { Inside = int.Parse(inside, CultureInfo.InvariantCulture) },
        _ => throw new ArgumentException($"{WorkerCommand.Verb} is started by Fleet itself, to read coredumps"),
    };

    private static WorkerArguments Of(string readable, string folder, string memory, string tables) =>
        new(readable, folder, long.Parse(memory, CultureInfo.InvariantCulture), tables == None ? null : tables);
}

using System.Globalization;

namespace Fleet.Silo.Workers;

/// <summary>What a worker is told when it is started.</summary>
/// <param name="Readable">Folder of the cores and files of symbols.</param>
/// <param name="Folder">Its own, for temporary files.</param>
/// <param name="MaxMemoryBytes">What it may have.</param>
internal sealed record WorkerArguments(string Readable, string Folder, long MaxMemoryBytes)
{
    /// <summary>Of a worker that has started itself again, within its sandbox: which parts of that there are.</summary>
    public int? Inside { get; init; }

    public IEnumerable<string> ToArguments() => [Readable, Folder, MaxMemoryBytes.ToString(CultureInfo.InvariantCulture)];

    /// <exception cref="ArgumentException">They are none; nobody but a silo starts a worker.</exception>
    public static WorkerArguments Parse(IReadOnlyList<string> arguments) => arguments switch
    {
        [var readable, var folder, var memory] => new(readable, folder, long.Parse(memory, CultureInfo.InvariantCulture)),
        [var readable, var folder, var memory, var inside] => new(readable, folder, long.Parse(memory, CultureInfo.InvariantCulture)) { Inside = int.Parse(inside, CultureInfo.InvariantCulture) },
        _ => throw new ArgumentException($"{WorkerCommand.Verb} is started by Fleet itself, to read coredumps"),
    };
}

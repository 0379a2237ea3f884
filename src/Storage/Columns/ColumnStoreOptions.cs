using Fleet.Grains.Exports;

namespace Fleet.Storage.Columns;

/// <summary>Where column files are, and what may be spent on reading them.</summary>
/// <param name="Folder">Made when it is not there.</param>
public sealed record ColumnStoreOptions(string Folder)
{
    /// <summary>Memory for questions and merges; beyond it they use the disk. A gigabyte holds the largest merge of a day.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Threads for questions and merges together.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Values of one export.</summary>
    public long MaxExportValues { get; init; } = ExportLimits.MaxValues;

    /// <summary>Questions answered at a time; others wait.</summary>
    public int ConcurrentQueries { get; init; } = 4;
}

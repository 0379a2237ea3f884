using Orleans.Concurrency;

namespace Fleet.Grains.Columns;

/// <summary>Puts one shard's log into column files. Key: <c>columns/{shard}</c>.</summary>
[Alias("fleet.IColumnGrain")]
public interface IColumnGrain : IGrainWithStringKey
{
    /// <summary>There may be something to do. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Values of one metric in reports that no file has yet, with <c>fromMs &lt;= end &lt; toMs</c>.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="metricId">The metric.</param>
    /// <param name="fromMs">Milliseconds since 1970 UTC.</param>
    /// <param name="toMs">Milliseconds since 1970 UTC.</param>
    /// <param name="head">Position up to which the log is to be in the answer, or in files.</param>
    /// <param name="checkpoint">That the asker knows of. Where this grain knows of the same one, it answers from memory.</param>
    [Alias("Tail")]
    Task<ColumnTail> Tail(string project, int metricId, long fromMs, long toMs, long head, long checkpoint);

    /// <summary>Writes what is waiting into files, however little it is.</summary>
    [Alias("Flush")]
    Task Flush();
}

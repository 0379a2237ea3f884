using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;

namespace Fleet.Grains.Columns;

/// <summary>Writes, merges and reads column files. What is in use is the catalog's to say.</summary>
public interface IColumnFiles
{
    /// <summary>Writes rows into a new file, durable when the call returns.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="part">Only values of metrics of this part are written, and only reports that have one.</param>
    /// <param name="shard">Whose rows.</param>
    /// <param name="dayMs">Their day, or <see cref="ColumnLayout.SeveralDays"/>.</param>
    /// <param name="reports">At least one with a value of the part.</param>
    /// <param name="keys">Keys of the metrics, for who reads the file without us.</param>
    Task<ColumnFile> WriteAsync(
        string project,
        int part,
        int shard,
        long dayMs,
        IReadOnlyList<ColumnReport> reports,
        IReadOnlyDictionary<int, string> keys,
        CancellationToken cancellation);

    /// <summary>Writes all rows of files of one project, part and day into a new one, by device and time; durable when the call returns.</summary>
    /// <exception cref="ColumnFileMissingException">A file is not there any more.</exception>
    Task<ColumnFile> MergeAsync(IReadOnlyList<ColumnFile> files, IReadOnlyDictionary<int, string> keys, CancellationToken cancellation);

    /// <summary>Writes a file's rows but those of some devices into a new one, if it has any of theirs.</summary>
    /// <exception cref="ColumnFileMissingException">The file is not there any more.</exception>
    Task<ColumnRewrite> WithoutAsync(
        ColumnFile file, IReadOnlyCollection<long> deviceIds, IReadOnlyDictionary<int, string> keys, CancellationToken cancellation);

    /// <summary>Writes a file's rows with <c>end &gt;= fromMs</c> into a new one, if it has others.</summary>
    /// <exception cref="ColumnFileMissingException">The file is not there any more.</exception>
    Task<ColumnRewrite> SinceAsync(ColumnFile file, long fromMs, IReadOnlyDictionary<int, string> keys, CancellationToken cancellation);

    /// <exception cref="ColumnFileMissingException">A file is not there any more: the catalog has others in its place.</exception>
    Task<ColumnAnswer> QueryAsync(ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation);

    /// <exception cref="ColumnFileMissingException">A file is not there any more: the catalog has others in its place.</exception>
    Task<ColumnHistogram> HistogramAsync(
        ColumnQuery query, ColumnBins bins, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation);

    /// <summary>The mean of each device's values in the range. Step, grouping, quantiles and ranking of the question do not matter.</summary>
    /// <exception cref="ColumnFileMissingException">A file is not there any more: the catalog has others in its place.</exception>
    Task<DeviceMeans> DeviceMeansAsync(ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation);

    /// <summary>How many devices there are in each group and point. Quantiles and ranking of the question do not matter; groups are those that rows have.</summary>
    /// <exception cref="ColumnFileMissingException">A file is not there any more: the catalog has others in its place.</exception>
    Task<IReadOnlyList<DeviceCount>> CountDevicesAsync(
        ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation);

    /// <summary>Sums of the metric and of that of another query, which is the same but for it, over the reports that carry both: of one device, with the same end. Groups are those that rows have.</summary>
    /// <exception cref="ColumnFileMissingException">A file is not there any more: the catalog has others in its place.</exception>
    Task<IReadOnlyList<PairedSums>> PairAsync(ColumnQuery query, ColumnQuery other, MetricRows rows, MetricRows others, CancellationToken cancellation);

    /// <summary>What the reports of each device add up to, by the event log's number; devices without one are not there. Of the query counts the metric and the range.</summary>
    /// <exception cref="ColumnFileMissingException">A file is not there any more: the catalog has others in its place.</exception>
    Task<IReadOnlyDictionary<long, WindowSums>> WindowAsync(
        ColumnQuery query, double? equalTo, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation);

    /// <summary>Removes files that the catalog had and has no more. One that is not there is not missed.</summary>
    void Remove(IEnumerable<ColumnFile> files);

    /// <summary>Removes files of a project that the catalog does not have, but for young ones, which may be on their way into it.</summary>
    /// <returns>How many.</returns>
    Task<int> SweepAsync(string project, IReadOnlySet<Guid> known, CancellationToken cancellation);
}

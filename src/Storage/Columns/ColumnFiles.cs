using DuckDB.NET.Data;
using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;
using Fleet.Grains.Columns;
using Fleet.Storage.Columns.Scanning;

namespace Fleet.Storage.Columns;

/// <summary>Column files in a local directory, written and read by DuckDB.</summary>
/// <param name="options">Where and with what.</param>
/// <param name="time">The clock.</param>
internal sealed class ColumnFiles(ColumnStoreOptions options, TimeProvider time) : IColumnFiles, IDisposable
{
    /// <summary>How old a file must be to be swept: far more than lies between its name and its entry in the catalog.</summary>
    public static readonly TimeSpan SweepAge = TimeSpan.FromHours(1);

    private readonly Lazy<DuckDb> _engine = new(() => new DuckDb(options, ".spill"));
    private readonly ColumnFolder _folder = new(options.Folder);
    private readonly LostFiles _lost = new(new ColumnFolder(options.Folder));
    private readonly PointScan _scan = new(options);
    private readonly ColumnFileWriter _writer = new(new ColumnFolder(options.Folder), time);

    /// <summary>Writing and merging take memory of their own: one at a time.</summary>
    private readonly SemaphoreSlim _writing = new(1);

    private readonly SemaphoreSlim _reading = new(options.ConcurrentQueries);

    public Task<ColumnFile> WriteAsync(
        string project,
        int part,
        int shard,
        long dayMs,
        IReadOnlyList<ColumnReport> reports,
        IReadOnlyDictionary<int, string> keys,
        CancellationToken cancellation)
    {
        var rows = reports
            .Where(r => r.Values.Any(v => ColumnLayout.PartOf(v.MetricId) == part))
            .OrderBy(r => r.DeviceId)
            .ThenBy(r => r.EndMs)
            .ThenBy(r => r.Position)
            .ToList();
        var draft = new ColumnFile
        {
            Project = project,
            Part = part,
            Id = Guid.NewGuid(),
            Shard = shard,
            DayMs = dayMs,
            FromMs = rows.Min(r => r.EndMs),
            ToMs = rows.Max(r => r.EndMs),
            WrittenAtMs = 0,
            Rows = rows.Count,
            Bytes = 0,
            Metrics = ColumnMetrics.Of(rows, part),
        };
        return WriteAsync(connection => _writer.Write(connection, draft, rows, keys), cancellation);
    }

    public Task<ColumnFile> MergeAsync(IReadOnlyList<ColumnFile> files, IReadOnlyDictionary<int, string> keys, CancellationToken cancellation)
    {
        var shards = files.Select(f => f.Shard).Distinct().ToList();
        var draft = files[0] with
        {
            Id = Guid.NewGuid(),
            Shard = shards.Count == 1 ? shards[0] : ColumnLayout.SeveralShards,
            FromMs = files.Min(f => f.FromMs),
            ToMs = files.Max(f => f.ToMs),
            Rows = files.Sum(f => f.Rows),
            Metrics = ColumnMetrics.Union(files.Select(f => f.Metrics)),
        };
        return WriteAsync(connection => _lost.Read(files, () => _writer.Merge(connection, draft, files, keys)), cancellation);
    }

    public Task<ColumnRewrite> WithoutAsync(
        ColumnFile file, IReadOnlyCollection<long> deviceIds, IReadOnlyDictionary<int, string> keys, CancellationToken cancellation) =>
        WriteAsync(connection => _lost.Read([file], () => Without(connection, file, deviceIds, keys)), cancellation);

    public Task<ColumnRewrite> SinceAsync(
        ColumnFile file, long fromMs, IReadOnlyDictionary<int, string> keys, CancellationToken cancellation) =>
        WriteAsync(connection => _lost.Read([file], () => Since(connection, file, fromMs, keys)), cancellation);

    public async Task<ColumnAnswer> QueryAsync(
        ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation) =>
        (PointScan.Fits(query) && !IsDistribution(query, files, tail) ? await ScanAsync(query, files, tail, cancellation) : null)
        ?? await AggregateAsync(query, files, tail, cancellation);

    /// <summary>Answers any question, with the engine's aggregation.</summary>
    internal Task<ColumnAnswer> AggregateAsync(
        ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation) =>
        ReadAsync(
            query,
            files,
            tail,
            session => (query.Quantiles.Count > 0 && IsDistribution(query, files, tail)
                ? PointFold.Of(session, query, ColumnRowsSql.Of(query, files, _folder, withSketch: true))
                : PointRows.Of(session, query, ColumnRowsSql.Of(query, files, _folder, withSketch: false))) with
            {
                SetApart = SetApart(session, query, files),
            },
            cancellation);

    public Task<ColumnHistogram> HistogramAsync(
        ColumnQuery query, ColumnBins bins, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation) =>
        ReadAsync(
            query,
            files,
            tail,
            session =>
            {
                var withSketch = IsDistribution(query, files, tail);
                return HistogramFold.Of(session, ColumnRowsSql.Of(query, files, _folder, withSketch), bins, withSketch) with
                {
                    OutOfRange = SetApart(session, query, files).Values.Sum(),
                };
            },
            cancellation);

    public Task<DeviceMeans> DeviceMeansAsync(
        ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation) =>
        ReadAsync(
            query,
            files,
            tail,
            session =>
            {
                var means = new List<double>();
                session.Read(ColumnQuerySql.DeviceMeans(ColumnRowsSql.Of(query, files, _folder, withSketch: false)), row => means.Add(row.GetDouble(0)));
                return DeviceMeans.Of(means);
            },
            cancellation);

    public Task<IReadOnlyList<DeviceCount>> CountDevicesAsync(
        ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<DeviceCount>>(
            query,
            files,
            tail,
            session =>
            {
                var counts = new List<DeviceCount>();
                session.Read(
                    ColumnQuerySql.DeviceCounts(ColumnRowsSql.Of(query, files, _folder, withSketch: false)),
                    row => counts.Add(new DeviceCount(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4))));
                return counts;
            },
            cancellation);

    public Task<IReadOnlyList<PairedSums>> PairAsync(
        ColumnQuery query, ColumnQuery other, MetricRows rows, MetricRows others, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<PairedSums>>(
            query,
            [.. rows.Files, .. others.Files],
            rows.Tail,
            session =>
            {
                var sums = new List<PairedSums>();
                session.AddTail(ColumnRowsSql.OtherTail, others.Tail);
                session.Read(
                    ColumnQuerySql.Pairs(
                        ColumnRowsSql.WithEnds(query, rows.Files, _folder, ColumnRowsSql.Tail),
                        ColumnRowsSql.WithEnds(other, others.Files, _folder, ColumnRowsSql.OtherTail)),
                    row => sums.Add(new PairedSums(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetDouble(4), row.GetDouble(5))));
                return sums;
            },
            cancellation);

    public Task<IReadOnlyDictionary<long, WindowSums>> WindowAsync(
        ColumnQuery query, double? equalTo, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyDictionary<long, WindowSums>>(
            query, files, tail, session => WindowRows.Of(session, ColumnRowsSql.Of(query, files, _folder, withSketch: false), equalTo), cancellation);

    public void Remove(IEnumerable<ColumnFile> files)
    {
        foreach (var file in files)
        {
            _scan.Forget(file);
            File.Delete(_folder.PathOf(file));
        }
    }

    /// <summary>Reads files for what is no question, beside the questions.</summary>
    /// <exception cref="ColumnFileMissingException">A file is not there any more: the catalog has others in its place.</exception>
    public Task<T> UseAsync<T>(IReadOnlyList<ColumnFile> files, Func<DuckDBConnection, T> work, CancellationToken cancellation) =>
        _engine.Value.RunAsync(connection => _lost.Read(files, () => work(connection)), cancellation);

    public Task<int> SweepAsync(string project, IReadOnlySet<Guid> known, CancellationToken cancellation)
    {
        var swept = 0;
        foreach (var (file, id) in _folder.FilesOf(project))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!known.Contains(id) && time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc >= SweepAge)
            {
                file.Delete();
                swept++;
            }
        }

        return Task.FromResult(swept);
    }

    public void Dispose()
    {
        if (_engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }

        _scan.Dispose();

        _writing.Dispose();
        _reading.Dispose();
    }

    /// <summary>How many reports do not count, since the valid range does not hold their values, by start of the point.</summary>
    private Dictionary<long, long> SetApart(ColumnSession session, ColumnQuery query, IReadOnlyList<ColumnFile> files)
    {
        var apart = new Dictionary<long, long>();
        if (!query.Range.IsAny)
        {
            session.Read(ColumnQuerySql.ByPoint(ColumnRowsSql.SetApart(query, files, _folder)), row => apart.Add(row.GetInt64(0), row.GetInt64(1)));
        }

        return apart;
    }

    /// <summary>Whether sketches are to be merged.</summary>
    private static bool IsDistribution(ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail) =>
        files.Any(f => query.MetricIds.Any(id => f.Metrics[id].HasFlag(ColumnShape.Distribution))) || tail.Any(t => t.Samples > 0);

    private ColumnRewrite Without(
        DuckDBConnection connection, ColumnFile file, IReadOnlyCollection<long> deviceIds, IReadOnlyDictionary<int, string> keys)
    {
        var rows = _writer.CountOf(connection, file, deviceIds);
        if (rows == 0)
        {
            return new ColumnRewrite(IsChanged: false, null);
        }

        var draft = file with { Id = Guid.NewGuid(), Rows = file.Rows - rows };
        return new ColumnRewrite(IsChanged: true, draft.Rows == 0 ? null : _writer.Without(connection, draft, file, deviceIds, keys));
    }

    private ColumnRewrite Since(DuckDBConnection connection, ColumnFile file, long fromMs, IReadOnlyDictionary<int, string> keys)
    {
        var (rows, firstMs) = _writer.CountSince(connection, file, fromMs);
        if (rows == file.Rows)
        {
            return new ColumnRewrite(IsChanged: false, null);
        }

        var draft = file with { Id = Guid.NewGuid(), Rows = rows, FromMs = firstMs };
        return new ColumnRewrite(IsChanged: true, rows == 0 ? null : _writer.Since(connection, draft, file, fromMs, keys));
    }

    private async Task<T> WriteAsync<T>(Func<DuckDBConnection, T> write, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            return await _engine.Value.RunAsync(write, cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<T> ReadAsync<T>(
        ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, Func<ColumnSession, T> read, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            return await _engine.Value.RunAsync(
                connection => _lost.Read(files, () => read(new ColumnSession(connection, query, tail, cancellation))), cancellation);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<ColumnAnswer?> ScanAsync(
        ColumnQuery query, IReadOnlyList<ColumnFile> files, IReadOnlyList<TailRow> tail, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            return await _lost.ReadAsync(files, () => _scan.TryAsync(query, files, tail, cancellation));
        }
        finally
        {
            _reading.Release();
        }
    }
}

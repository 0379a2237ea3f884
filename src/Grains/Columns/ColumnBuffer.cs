namespace Fleet.Grains.Columns;

/// <summary>Reports of a shard that wait for a file, in the order of the log. All of them come after <see cref="Checkpoint"/>.</summary>
/// <param name="checkpoint">Position up to which the log is in files.</param>
internal sealed class ColumnBuffer(long checkpoint)
{
    private readonly List<(string Project, ColumnReport Report)> _waiting = [];
    private DateTimeOffset _since;

    public long Checkpoint { get; private set; } = checkpoint;

    /// <summary>Position up to which the log was read.</summary>
    public long Position { get; private set; } = checkpoint;

    public long Bytes { get; private set; }

    /// <summary>Whether it is to be written: it is large, or its oldest report waited long. What brought no reports counts as well.</summary>
    public bool IsDue(DateTimeOffset now, long maxBytes, TimeSpan maxAge) =>
        Bytes >= maxBytes || (Position > Checkpoint && now - _since >= maxAge);

    public void Add(long position, string project, IReadOnlyList<ColumnReport> reports, DateTimeOffset now)
    {
        if (Position == Checkpoint)
        {
            _since = now;
        }

        Position = position;
        foreach (var report in reports)
        {
            _waiting.Add((project, report));
            Bytes += report.Bytes;
        }
    }

    public IEnumerable<ColumnReport> Of(string project) => _waiting.Where(w => w.Project == project).Select(w => w.Report);

    public ILookup<string, ColumnReport> ByProject() => _waiting.ToLookup(w => w.Project, w => w.Report, StringComparer.Ordinal);

    /// <summary>All of it is in files.</summary>
    public void Written()
    {
        Checkpoint = Position;
        Bytes = 0;
        _waiting.Clear();
    }
}

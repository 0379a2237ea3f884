namespace Fleet.Grains.Columns;

/// <summary>Reports of a shard that wait for a file, in the order of the log. All of them come after <see cref="Checkpoint"/>.</summary>
/// <param name="checkpoint">Position up to which the log is in files.</param>
internal sealed class ColumnBuffer(long checkpoint)
{
    private readonly List<(string Project, ColumnReport Report)> _waiting = [];
    private readonly List<DeletedRows> _deleted = [];
    private DateTimeOffset _since;

    public long Checkpoint { get; private set; } = checkpoint;

    /// <summary>Position up to which the log was read.</summary>
    public long Position { get; private set; } = checkpoint;

    public long Bytes { get; private set; }

    /// <summary>Devices whose rows in files are to go.</summary>
    public IReadOnlyCollection<DeletedRows> Deleted => _deleted;

    /// <summary>
    /// Whether it has all that is after a checkpoint, up to a position of the log. Not when a device was deleted: its rows in files count until
    /// the catalog knows.
    /// </summary>
    public bool Covers(long checkpoint, long position) => Checkpoint == checkpoint && Position >= position && _deleted.Count == 0;

    /// <summary>
    /// Whether it is to be written: a device was deleted, it is large, or its oldest report waited long. What brought no reports counts as well.
    /// </summary>
    public bool IsDue(DateTimeOffset now, long maxBytes, TimeSpan maxAge) =>
        _deleted.Count > 0 || Bytes >= maxBytes || (Position > Checkpoint && now - _since >= maxAge);

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

    /// <summary>A device was deleted: what waits of it goes now, what files have of it once the catalog knows.</summary>
    public void Delete(long position, string project, long deviceId, DateTimeOffset now)
    {
        Add(position, project, [], now);
        _waiting.RemoveAll(w => w.Report.DeviceId == deviceId);
        Bytes = _waiting.Sum(w => (long)w.Report.Bytes);
        _deleted.Add(new DeletedRows(project, deviceId));
    }

    public IEnumerable<ColumnReport> Of(string project) => _waiting.Where(w => w.Project == project).Select(w => w.Report);

    public ILookup<string, ColumnReport> ByProject() => _waiting.ToLookup(w => w.Project, w => w.Report, StringComparer.Ordinal);

    /// <summary>All of it is in files.</summary>
    public void Written()
    {
        Checkpoint = Position;
        Bytes = 0;
        _waiting.Clear();
        _deleted.Clear();
    }
}

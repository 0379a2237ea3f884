namespace Fleet.Grains.Columns;

/// <summary>Which column files are to become one. Pure.</summary>
internal static class ColumnMergePlan
{
    /// <summary>Rows of a merged file: a question reads whole columns of a day, and a merge must fit into memory.</summary>
    public const long MaxRows = 1_000_000;

    /// <summary>Small files of a day that are put up with: a question opens each.</summary>
    public const int MaxFilesOfDay = 32;

    /// <summary>How long a file of a day that is over waits for others, so that a trickle of late reports does not rewrite the day each time.</summary>
    public static readonly TimeSpan LateWait = TimeSpan.FromHours(6);

    /// <summary>How long after its end a day counts as over: devices report what they captured some minutes later.</summary>
    public static readonly TimeSpan DayGrace = TimeSpan.FromHours(2);

    /// <summary>Groups of at least two files, each of one part and day.</summary>
    public static IEnumerable<IReadOnlyList<ColumnFile>> Of(IReadOnlyList<ColumnFile> files, DateTimeOffset now)
    {
        foreach (var bucket in files.GroupBy(f => (f.Part, f.DayMs)).OrderBy(g => g.Key.DayMs).ThenBy(g => g.Key.Part))
        {
            var small = bucket.Where(f => f.Rows <= MaxRows / 2).OrderBy(f => f.Shard).ThenBy(f => f.FromMs).ThenBy(f => f.Id).ToList();
            if (IsDue(bucket.Key.DayMs, small, now))
            {
                foreach (var group in Pack(small))
                {
                    yield return group;
                }
            }
        }
    }

    private static bool IsDue(long dayMs, List<ColumnFile> small, DateTimeOffset now)
    {
        if (small.Count < 2)
        {
            return false;
        }

        if (small.Count > MaxFilesOfDay)
        {
            return true;
        }

        var isOver = dayMs != ColumnLayout.SeveralDays && now >= DateTimeOffset.FromUnixTimeMilliseconds(dayMs).AddDays(1) + DayGrace;
        return isOver && now >= DateTimeOffset.FromUnixTimeMilliseconds(small.Max(f => f.WrittenAtMs)) + (small.Count < 8 ? LateWait : TimeSpan.Zero);
    }

    private static IEnumerable<IReadOnlyList<ColumnFile>> Pack(List<ColumnFile> small)
    {
        var group = new List<ColumnFile>();
        var rows = 0L;
        foreach (var file in small)
        {
            if (rows + file.Rows > MaxRows && group.Count > 0)
            {
                if (group.Count > 1)
                {
                    yield return group;
                }

                group = [];
                rows = 0;
            }

            group.Add(file);
            rows += file.Rows;
        }

        if (group.Count > 1)
        {
            yield return group;
        }
    }
}

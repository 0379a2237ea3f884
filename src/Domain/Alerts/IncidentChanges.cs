namespace Fleet.Domain.Alerts;

/// <summary>
/// Compares what was known with what the values say now. An incident stays itself while it overlaps with what it was: of one that falls apart the first part keeps its
/// identity, of several that become one the first does, and the others are withdrawn.
/// </summary>
public static class IncidentChanges
{
    /// <param name="known">With their ids, in order of time; none overlaps with another.</param>
    /// <param name="now">Of the same stretch of time, in order; none overlaps with another.</param>
    public static IReadOnlyList<IncidentChange> Between(IReadOnlyList<(long Id, IncidentSpan Span)> known, IReadOnlyList<IncidentSpan> now)
    {
        var changes = new List<IncidentChange>();
        var at = 0;
        foreach (var span in now)
        {
            while (at < known.Count && !known[at].Span.Overlaps(span) && known[at].Span.OpenedMs < span.OpenedMs)
            {
                changes.Add(new IncidentChange.Withdrawn(known[at].Id, known[at].Span));
                at++;
            }

            if (at < known.Count && known[at].Span.Overlaps(span))
            {
                if (Change(known[at].Id, known[at].Span, span) is { } change)
                {
                    changes.Add(change);
                }

                at++;
            }
            else
            {
                changes.Add(new IncidentChange.Opened(span));
            }
        }

        changes.AddRange(known.Skip(at).Select(gone => new IncidentChange.Withdrawn(gone.Id, gone.Span)));
        return changes;
    }

    private static IncidentChange? Change(long id, IncidentSpan before, IncidentSpan now)
    {
        if (before == now)
        {
            return null;
        }

        var isSameBeginning = before with { LastMs = now.LastMs, ClosedMs = now.ClosedMs } == now;
        return (isSameBeginning, before.ClosedMs, now.ClosedMs) switch
        {
            (true, null, null) => new IncidentChange.Lasted(id, now),
            (true, null, not null) => new IncidentChange.Resolved(id, now),
            _ => new IncidentChange.Amended(id, before, now),
        };
    }
}

using Fleet.Domain.Releases;
using Fleet.Domain.Traces.Grouping;

namespace Fleet.Domain.Traces.Issues;

/// <summary>
/// From a trace to its issue. All signatures that a trace has and had lead to one issue, so that neither better symbols, nor other rules, nor a newer algorithm
/// split one: those that lead nowhere are added, and issues that they lead to are merged into the oldest, unless somebody keeps them apart. Placeholders are the
/// exception: a trace that has a signature of its own has nothing to do with the others that failed in the same place of a system library.
/// </summary>
public static class TraceArrivalRules
{
    /// <returns>What is to be stored, null when the trace changes nothing; and where the trace belongs once it is.</returns>
    public static (IssueBatch? Batch, TracePlacement Placement) Decide(IssueBook book, TraceArrival arrival, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(arrival);
        ArgumentOutOfRangeException.ThrowIfZero(arrival.Signatures.Count);
        var (signatures, isPlaceholder) = LeadingOf(arrival);
        var owners = signatures.Select(book.OwnerOf).OfType<Issue>().DistinctBy(i => i.Id).ToList();
        return owners.Count == 0 ? Open(book, arrival, signatures, isPlaceholder, nowMs) : Join(book, arrival, signatures, owners, nowMs);
    }

    private static (IReadOnlyList<Signature> Signatures, bool IsPlaceholder) LeadingOf(TraceArrival arrival)
    {
        var isPlaceholder = arrival.Signatures.All(s => s.IsPlaceholder);
        return ([.. arrival.Signatures.Where(s => isPlaceholder || !s.IsPlaceholder).Select(s => s.Value).Distinct()], isPlaceholder);
    }

    private static (IssueBatch?, TracePlacement) Open(IssueBook book, TraceArrival arrival, IReadOnlyList<Signature> signatures, bool isPlaceholder, long nowMs)
    {
        if (book.Issues.Count >= IssueLimits.MaxIssues)
        {
            return (null, new TracePlacement(0, 0, TraceNovelty.NoRoom));
        }

        var id = book.LastId + 1;
        var aliases = signatures.Skip(1).Take(IssueLimits.MaxSignatures - 1).Select(s => new SignatureAdded(id, s));
        var (crashClass, title) = (Cut(arrival.Class, IssueLimits.MaxClass), Cut(arrival.Title, IssueLimits.MaxTitle));
        IssueEvent[] events = [new IssueOpened(id, signatures[0], isPlaceholder, arrival.SoftwareType, crashClass, title, arrival.Version), .. aliases];
        return (new IssueBatch(nowMs, "", events), new TracePlacement(id, id, TraceNovelty.New, signatures.Count - events.Length));
    }

    private static (IssueBatch?, TracePlacement) Join(IssueBook book, TraceArrival arrival, IReadOnlyList<Signature> signatures, List<Issue> owners, long nowMs)
    {
        var events = new List<IssueEvent>();
        var home = owners[0];
        var room = Math.Max(0, Math.Min(IssueLimits.MaxSignatures - book.SignatureCountOf(home.Id), IssueLimits.MaxAllSignatures - book.Owners.Count));
        var unknown = signatures.Where(s => book.OwnerOf(s) is null).ToList();
        events.AddRange(unknown.Take(room).Select(s => new SignatureAdded(home.Id, s)));

        // Symbols that came later name what was a place in a module.
        if (!TraceTitle.IsPlace(arrival.Title))
        {
            var title = Cut(arrival.Title, IssueLimits.MaxTitle);
            events.AddRange(owners.Where(o => TraceTitle.IsPlace(o.Title)).Select(o => new IssueNamed(o.Id, title)));
        }

        if (IsLater(arrival.Version, home.NewestVersion))
        {
            events.Add(new VersionReached(home.Id, arrival.Version));
        }

        var shown = Merge(book, owners, events, out var newest);
        var survivor = shown.GetValueOrDefault(book.ShownOf(home).Id, book.ShownOf(home).Id);

        // An issue that is merged follows its own traces all the same, so that it is right when it is unmerged.
        var regressed = false;
        for (var issue = home; issue is not null; issue = issue.MergedInto is { } into ? book.Find(into) : null)
        {
            regressed = Regress(issue, arrival.Version, events);
        }

        if (survivor != book.ShownOf(home).Id)
        {
            regressed = Regress(book.Find(survivor)!, Later(arrival.Version, newest), events);
        }
        else if (newest is not null && !regressed)
        {
            regressed = Regress(book.Find(survivor)!, newest, events);
        }

        var novelty = regressed ? TraceNovelty.Regression : TraceNovelty.Known;
        return (events.Count > 0 ? new IssueBatch(nowMs, "", events) : null, new TracePlacement(home.Id, survivor, novelty, Math.Max(0, unknown.Count - room)));
    }

    /// <summary>Merges the issues that are shown for the owners into the oldest of them.</summary>
    /// <param name="newest">The greatest version of those that went into another; null when none did.</param>
    /// <returns>For each that went, where.</returns>
    private static Dictionary<long, long> Merge(IssueBook book, List<Issue> owners, List<IssueEvent> events, out string? newest)
    {
        newest = null;
        var merged = new Dictionary<long, long>();
        var shown = owners.Select(o => book.ShownOf(o).Id).Distinct().Order().ToList();
        foreach (var id in shown.Skip(1))
        {
            if (!book.AreApart(shown[0], id))
            {
                events.Add(new IssueMerged(id, shown[0], IsAutomatic: true));
                merged.Add(id, shown[0]);
                foreach (var issue in book.FamilyOf(id))
                {
                    newest = Later(issue.NewestVersion, newest);
                }
            }
        }

        return merged;
    }

    private static bool Regress(Issue issue, string version, List<IssueEvent> events)
    {
        var regresses = issue.State == IssueState.Resolved && IsLater(version, issue.Baseline);
        if (regresses)
        {
            events.Add(new IssueRegressed(issue.Id, version));
        }

        return regresses;
    }

    /// <summary>Not within a pair of surrogates.</summary>
    private static string Cut(string text, int atMost) => text.Length <= atMost ? text : text[..(char.IsHighSurrogate(text[atMost - 1]) ? atMost - 1 : atMost)];

    private static bool IsLater(string version, string than) => VersionOrder.Instance.Compare(version, than) > 0;

    private static string Later(string one, string? other) => other is null || IsLater(one, other) ? one : other;
}

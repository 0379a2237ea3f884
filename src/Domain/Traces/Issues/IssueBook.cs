using Fleet.Domain.Traces.Grouping;

namespace Fleet.Domain.Traces.Issues;

/// <summary>
/// All issues of a project, and which signature leads to which. A signature belongs to one issue for ever; that an issue is merged is a mark on it which points
/// to another. So merging and unmerging move nothing, and each undoes the other exactly.
/// </summary>
public sealed class IssueBook
{
    private readonly Dictionary<long, Issue> _issues = [];
    private readonly Dictionary<Signature, long> _owners = [];
    private readonly Dictionary<long, List<Signature>> _signatures = [];
    private readonly Dictionary<long, SortedSet<long>> _children = [];
    private readonly HashSet<(long, long)> _apart = [];

    public IssueBook()
    {
    }

    /// <summary>As it was when it was written down: see <see cref="IssueBookCodec"/>.</summary>
    /// <exception cref="InvalidDataException">What is given does not fit together.</exception>
    internal IssueBook(long lastId, IEnumerable<Issue> issues, IEnumerable<(Signature Signature, long Issue)> owners, IEnumerable<(long, long)> apart)
    {
        LastId = lastId;
        foreach (var issue in issues)
        {
            _issues.Add(issue.Id, issue);
        }

        foreach (var issue in _issues.Values)
        {
            if (issue.MergedInto is { } into)
            {
                ChildrenOf(into).Add(issue.Id);
            }
        }

        foreach (var (signature, issue) in owners)
        {
            Own(issue, signature);
        }

        _apart.UnionWith(apart);
        var named = _children.Keys.Concat(_signatures.Keys).Concat(_apart.SelectMany(a => new[] { a.Item1, a.Item2 }));
        foreach (var id in named)
        {
            if (!_issues.ContainsKey(id))
            {
                throw new InvalidDataException($"issue {id} is named, and is not there");
            }
        }
    }

    /// <summary>In no order.</summary>
    public IReadOnlyCollection<Issue> Issues => _issues.Values;

    /// <summary>Signatures and the issue that each belongs to.</summary>
    public IReadOnlyDictionary<Signature, long> Owners => _owners;

    /// <summary>Issues that were merged automatically and unmerged by somebody: no trace merges them again.</summary>
    public IReadOnlyCollection<(long, long)> Apart => _apart;

    public long LastId { get; private set; }

    public Issue? Find(long id) => _issues.GetValueOrDefault(id);

    /// <returns>The issue that a signature belongs to; null when it is not known.</returns>
    public Issue? OwnerOf(Signature signature) => _owners.TryGetValue(signature, out var id) ? _issues[id] : null;

    /// <summary>The issue that stands for another: itself, unless it is merged.</summary>
    public Issue ShownOf(Issue issue)
    {
        ArgumentNullException.ThrowIfNull(issue);
        while (issue.MergedInto is { } into)
        {
            issue = _issues[into];
        }

        return issue;
    }

    /// <summary>An issue and all that are merged into it, directly or not.</summary>
    public IEnumerable<Issue> FamilyOf(long id)
    {
        var pending = new Queue<long>([id]);
        while (pending.TryDequeue(out var next))
        {
            yield return _issues[next];
            foreach (var child in _children.GetValueOrDefault(next) ?? [])
            {
                pending.Enqueue(child);
            }
        }
    }

    public int SignatureCountOf(long id) => SignaturesOf(id).Count;

    /// <summary>Signatures that belong to an issue itself, in the order in which they came; without those of issues that are merged into it.</summary>
    public IReadOnlyList<Signature> SignaturesOf(long id) => _signatures.GetValueOrDefault(id) ?? [];

    /// <summary>Whether somebody keeps two apart, or issues that are merged into them.</summary>
    public bool AreApart(long one, long other)
    {
        foreach (var (x, y) in _apart)
        {
            var (first, second) = (ShownOf(_issues[x]).Id, ShownOf(_issues[y]).Id);
            if ((first == one && second == other) || (first == other && second == one))
            {
                return true;
            }
        }

        return false;
    }

    public void Apply(IssueBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var e in batch.Events)
        {
            Apply(batch, e);
        }
    }

    private void Apply(IssueBatch batch, IssueEvent e)
    {
        switch (e)
        {
            case IssueOpened opened:
                LastId = opened.Issue;
                _issues.Add(opened.Issue, new Issue
                {
                    Id = opened.Issue,
                    SoftwareType = opened.SoftwareType,
                    Class = opened.Class,
                    Title = opened.Title,
                    IsPlaceholder = opened.IsPlaceholder,
                    OpenedAtMs = batch.AtMs,
                    NewestVersion = opened.Version,
                });
                Own(opened.Issue, opened.Signature);
                break;
            case SignatureAdded added:
                Own(added.Issue, added.Signature);
                break;
            case IssueMerged merged:
                Change(e, i => i with { MergedInto = merged.Into, IsMergedAutomatically = merged.IsAutomatic });
                ChildrenOf(merged.Into).Add(merged.Issue);
                break;
            case IssueUnmerged:
                Unmerge(_issues[e.Issue]);
                break;
            default:
                Change(e, i => Changed(batch, e, i));
                break;
        }
    }

    private static Issue Changed(IssueBatch batch, IssueEvent e, Issue issue) => e switch
    {
        VersionReached reached => issue with { NewestVersion = reached.Version },
        IssueRegressed => issue with { State = IssueState.Open, ResolvedIn = "", Baseline = "", Regressions = issue.Regressions + 1 },
        IssueResolved resolved => issue with { State = IssueState.Resolved, ResolvedIn = resolved.Version, Baseline = resolved.Baseline },
        IssueNamed named => issue with { Title = named.Title },
        IssueMuted => issue with { State = IssueState.Muted, ResolvedIn = "", Baseline = "" },
        IssueReopened => issue with { State = IssueState.Open, ResolvedIn = "", Baseline = "" },
        IssueAssigned assigned => issue with { Assignee = assigned.Assignee },
        IssueCommented c => issue with { LastCommentId = c.Comment, Comments = [.. issue.Comments, new IssueComment(c.Comment, batch.By, batch.AtMs, c.Text)] },
        CommentDeleted deleted => issue with { Comments = [.. issue.Comments.Where(c => c.Id != deleted.Comment)] },
        TicketLinked ticket => issue with { Ticket = ticket.Url },
        _ => throw new InvalidOperationException($"{e.GetType().Name} is not applied"),
    };

    private void Unmerge(Issue issue)
    {
        var into = issue.MergedInto!.Value;
        if (issue.IsMergedAutomatically)
        {
            _apart.Add((issue.Id, into));
        }

        _children[into].Remove(issue.Id);
        _issues[issue.Id] = issue with { MergedInto = null, IsMergedAutomatically = false };
    }

    private void Change(IssueEvent e, Func<Issue, Issue> change) => _issues[e.Issue] = change(_issues[e.Issue]);

    private void Own(long issue, Signature signature)
    {
        _owners.Add(signature, issue);
        if (!_signatures.TryGetValue(issue, out var signatures))
        {
            _signatures[issue] = signatures = new List<Signature>(1);
        }

        signatures.Add(signature);
    }

    private SortedSet<long> ChildrenOf(long id) => _children.TryGetValue(id, out var children) ? children : _children[id] = [];
}

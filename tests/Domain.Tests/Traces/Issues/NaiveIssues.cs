using Fleet.Domain.Releases;
using Fleet.Domain.Traces.Issues;

namespace Fleet.Domain.Tests.Traces.Issues;

/// <summary>Issues as sets of signatures: what joins is put together, and nothing is ever taken apart.</summary>
internal sealed class NaiveIssues
{
    private readonly List<Group> _groups = [];
    private long _lastId;

    public IEnumerable<(long Id, IssueState State, int Regressions)> All => _groups.Select(g => (g.Id, g.State, g.Regressions)).OrderBy(g => g.Id);

    public IReadOnlyList<long> Ids => [.. _groups.Select(g => g.Id).Order()];

    public (long Id, TraceNovelty Novelty) Arrive(IReadOnlyList<int> signatures, string version)
    {
        var hit = _groups.Where(g => g.Signatures.Overlaps(signatures)).OrderBy(g => g.Id).ToList();
        if (hit.Count == 0)
        {
            _groups.Add(new Group { Id = ++_lastId, Newest = version, Signatures = [.. signatures] });
            return (_lastId, TraceNovelty.New);
        }

        var first = hit[0];
        var newest = hit.Skip(1).Select(g => g.Newest).Append(version).Max(VersionOrder.Instance)!;
        var regresses = first.State == IssueState.Resolved && VersionOrder.Instance.Compare(newest, first.Baseline) > 0;
        if (regresses)
        {
            first.State = IssueState.Open;
            first.Regressions++;
        }

        hit.Skip(1).ToList().ForEach(g => Absorb(first, g));
        first.Signatures.UnionWith(signatures);
        first.Newest = new[] { first.Newest, newest }.Max(VersionOrder.Instance)!;
        return (first.Id, regresses ? TraceNovelty.Regression : TraceNovelty.Known);
    }

    public void Merge(long id, long into) => Absorb(Of(into), Of(id));

    public void Resolve(long id, string known)
    {
        Of(id).State = IssueState.Resolved;
        Of(id).Baseline = new[] { known, Of(id).Newest }.Max(VersionOrder.Instance)!;
    }

    public void Set(long id, IssueState state) => Of(id).State = state;

    private Group Of(long id) => _groups.Single(g => g.Id == id);

    private void Absorb(Group into, Group group)
    {
        into.Signatures.UnionWith(group.Signatures);
        into.Newest = new[] { into.Newest, group.Newest }.Max(VersionOrder.Instance)!;
        _groups.Remove(group);
    }

    private sealed class Group
    {
        public required long Id { get; init; }

        public required string Newest { get; set; }

        public required HashSet<int> Signatures { get; init; }

        public IssueState State { get; set; } = IssueState.Open;

        public string Baseline { get; set; } = "";

        public int Regressions { get; set; }
    }
}

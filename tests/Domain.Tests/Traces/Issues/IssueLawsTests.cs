using CsCheck;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;

namespace Fleet.Domain.Tests.Traces.Issues;

/// <summary>What holds of issues after any sequence of traces and commands.</summary>
public sealed class IssueLawsTests
{
    private enum Kind
    {
        Arrive,
        Resolve,
        Mute,
        Reopen,
        Merge,
        Unmerge,
    }

    private sealed record Step(Kind Kind, int[] Signatures, string Version, int One, int Other);

    private static readonly Gen<string> Version = Pick.Of("1.0", "1.2", "1.10", "2.0-rc1", "2.0");

    /// <summary>Few signatures, so that traces meet.</summary>
    private static Gen<Step[]> Steps(params Kind[] kinds) => Gen.Select(
        Pick.Of([Kind.Arrive, Kind.Arrive, Kind.Arrive, .. kinds]), Gen.Int[0, 9].Array[1, 3], Version, Gen.Int[0, 100], Gen.Int[0, 100], (kind, signatures, version, one, other) => new Step(kind, signatures, version, one, other)).Array[1, 30];

    [Fact]
    public void Issues_are_the_sets_that_traces_and_people_tie_together() => Steps(Kind.Resolve, Kind.Mute, Kind.Reopen, Kind.Merge).Sample(steps =>
    {
        var (book, naive) = (new IssueBook(), new NaiveIssues());
        foreach (var step in steps)
        {
            var ids = naive.Ids;
            if (step.Kind == Kind.Arrive)
            {
                var placement = Arrive(book, step);
                Assert.Equal(naive.Arrive(step.Signatures, step.Version), (placement.Shown, placement.Novelty));
            }
            else if (ids.Count > 0)
            {
                var (one, other) = (ids[step.One % ids.Count], ids[step.Other % ids.Count]);
                Command(book, step.Kind, one, other, step.Version);
                Command(naive, step.Kind, one, other, step.Version);
            }

            Assert.Equal(naive.All, book.Issues.Where(i => i.MergedInto is null).Select(i => (i.Id, i.State, i.Regressions)).OrderBy(i => i.Id));
        }
    });

    [Fact]
    public void All_signatures_that_a_trace_has_and_had_lead_to_one_issue_unless_somebody_took_it_apart() => Steps(Kind.Resolve, Kind.Merge).Sample(steps =>
    {
        var book = Run(steps);
        foreach (var step in steps.Where(s => s.Kind == Kind.Arrive))
        {
            Assert.Single(step.Signatures.Select(s => book.ShownOf(book.OwnerOf(Of(s))!).Id).Distinct());
        }
    });

    [Fact]
    public void The_same_trace_again_changes_nothing() => Steps(Kind.Resolve, Kind.Mute, Kind.Reopen, Kind.Merge, Kind.Unmerge).Sample(steps =>
    {
        var book = Run(steps);
        var step = steps[^1];
        Arrive(book, step);
        var (batch, placement) = TraceArrivalRules.Decide(book, ArrivalOf(step), 1);
        Assert.Null(batch);
        Assert.Equal(TraceNovelty.Known, placement.Novelty);
    });

    [Fact]
    public void To_unmerge_undoes_a_merge_exactly() => Gen.Select(Steps(Kind.Resolve, Kind.Mute, Kind.Merge, Kind.Unmerge), Gen.Int[0, 100], Gen.Int[0, 100]).Sample((steps, x, y) =>
    {
        var book = Run(steps);
        var ids = ShownIds(book);
        if (ids.Count < 2)
        {
            return;
        }

        var (one, other) = (ids[x % ids.Count], ids[(x + 1 + (y % (ids.Count - 1))) % ids.Count]);
        var before = Describe(book);
        book.Apply(IssueRules.Merge(book, one, other, "eva", 1));
        Assert.NotEqual(before, Describe(book));
        book.Apply(IssueRules.Unmerge(book, one, "eva", 2));
        Assert.Equal(before, Describe(book));
    });

    /// <summary>Of the issue itself; the other one was told of its traces while it stood for it.</summary>
    [Fact]
    public void An_unmerged_issue_is_as_if_it_had_never_been_merged() => Gen.Select(Steps(Kind.Resolve), Gen.Int[0, 9].Array[1].Array[0, 10], Version.Array[10]).Sample((steps, signatures, versions) =>
    {
        var (merged, never) = (Run(steps), Run(steps));
        var ids = ShownIds(merged);
        if (ids.Count < 2)
        {
            return;
        }

        merged.Apply(IssueRules.Merge(merged, ids[1], ids[0], "eva", 1));
        for (var i = 0; i < signatures.Length; i++)
        {
            // One signature each, so that no trace ties issues together.
            var step = new Step(Kind.Arrive, signatures[i], versions[i], 0, 0);
            Arrive(merged, step);
            Arrive(never, step);
        }

        merged.Apply(IssueRules.Unmerge(merged, ids[1], "eva", 2));
        Assert.Equal(never.Find(ids[1]), merged.Find(ids[1]));
    });

    [Fact]
    public void Stored_events_make_the_same_book() => Steps(Kind.Resolve, Kind.Mute, Kind.Reopen, Kind.Merge, Kind.Unmerge).Sample(steps =>
    {
        var stored = new List<byte[]>();
        var book = Run(steps, b => stored.Add(IssueBatchCodec.Encode(b)));
        var again = new IssueBook();
        stored.ForEach(b => again.Apply(IssueBatchCodec.Decode(IssueBatchCodec.Format, b)));
        Assert.Equal(Describe(book), Describe(again));
    });

    private static IssueBook Run(IEnumerable<Step> steps, Action<IssueBatch>? stored = null)
    {
        var book = new IssueBook();
        foreach (var step in steps)
        {
            var batch = step.Kind == Kind.Arrive ? TraceArrivalRules.Decide(book, ArrivalOf(step), 1).Batch : Decide(book, step);
            if (batch is not null)
            {
                stored?.Invoke(batch);
                book.Apply(batch);
            }
        }

        return book;
    }

    private static IssueBatch? Decide(IssueBook book, Step step)
    {
        var ids = step.Kind == Kind.Unmerge ? [.. book.Issues.Where(i => i.MergedInto is not null).Select(i => i.Id).Order()] : ShownIds(book);
        return ids.Count == 0 ? null : Decide(book, step.Kind, ids[step.One % ids.Count], ids[step.Other % ids.Count], step.Version);
    }

    private static IssueBatch? Decide(IssueBook book, Kind kind, long one, long other, string version) => kind switch
    {
        Kind.Resolve => IssueRules.Resolve(book, one, null, version, "eva", 1),
        Kind.Mute => IssueRules.Mute(book, one, "eva", 1),
        Kind.Reopen => IssueRules.Reopen(book, one, "eva", 1),
        Kind.Merge => one == other ? null : IssueRules.Merge(book, one, other, "eva", 1),
        _ => IssueRules.Unmerge(book, one, "eva", 1),
    };

    private static void Command(IssueBook book, Kind kind, long one, long other, string version)
    {
        if (Decide(book, kind, one, other, version) is { } batch)
        {
            book.Apply(batch);
        }
    }

    private static void Command(NaiveIssues naive, Kind kind, long one, long other, string version)
    {
        switch (kind)
        {
            case Kind.Resolve:
                naive.Resolve(one, version);
                break;
            case Kind.Mute:
                naive.Set(one, IssueState.Muted);
                break;
            case Kind.Reopen:
                naive.Set(one, IssueState.Open);
                break;
            case Kind.Merge when one != other:
                naive.Merge(one, other);
                break;
            default:
                break;
        }
    }

    private static TracePlacement Arrive(IssueBook book, Step step)
    {
        var (batch, placement) = TraceArrivalRules.Decide(book, ArrivalOf(step), 1);
        if (batch is not null)
        {
            book.Apply(batch);
        }

        return placement;
    }

    private static TraceArrival ArrivalOf(Step step) => new([.. step.Signatures.Select(s => new TraceSignature(Of(s), IsPlaceholder: false))], "main", step.Version, "abort", "abort in f");

    private static Signature Of(int number) => new(1, (UInt128)number);

    private static List<long> ShownIds(IssueBook book) => [.. book.Issues.Where(i => i.MergedInto is null).Select(i => i.Id).Order()];

    private static string Describe(IssueBook book) => string.Join('\n', [
        .. book.Issues.OrderBy(i => i.Id).Select(i => $"{i}"),
        .. book.Owners.Select(o => $"{o.Key} {o.Value} {book.ShownOf(book.Find(o.Value)!).Id}").Order(StringComparer.Ordinal),
        .. book.Apart.Order().Select(a => $"{a}"), $"{book.LastId}"]);
}

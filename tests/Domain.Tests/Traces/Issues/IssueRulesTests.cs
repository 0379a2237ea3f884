using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;

namespace Fleet.Domain.Tests.Traces.Issues;

public sealed class IssueRulesTests
{
    private readonly IssueBook _book = new();

    [Fact]
    public void The_first_trace_opens_an_issue_and_the_next_changes_nothing()
    {
        Assert.Equal(new TracePlacement(1, 1, TraceNovelty.New), Arrive("1.0", 7));
        Assert.Equal(new TracePlacement(1, 1, TraceNovelty.Known), Arrive("1.0", 7));
        Assert.Null(TraceArrivalRules.Decide(_book, Arrival("1.0", 7), 0).Batch);
        Assert.Equal(new TracePlacement(2, 2, TraceNovelty.New), Arrive("1.0", 8));
    }

    [Theory]
    [InlineData("1.9", "1.10", true)]
    [InlineData("1.10", "1.9", false)]
    [InlineData("1.10", "1.10", false)]
    [InlineData("1.0-rc1", "1.0", true)]
    [InlineData("1.0", "1.0-rc1", false)]
    [InlineData("2", "10", true)]
    public void A_trace_of_a_later_version_than_was_known_at_the_resolve_time_reopens(string known, string version, bool reopens)
    {
        Arrive("0.1", 7);
        Do(IssueRules.Resolve(_book, 1, null, known, "eva", 5));
        Assert.Equal((known, IssueState.Resolved), (Issue.ResolvedIn, Issue.State));
        Assert.Equal(reopens ? TraceNovelty.Regression : TraceNovelty.Known, Arrive(version, 7).Novelty);
        Assert.Equal(reopens ? IssueState.Open : IssueState.Resolved, Issue.State);
        Assert.Equal(reopens ? 1 : 0, Issue.Regressions);
    }

    [Fact]
    public void The_version_that_it_is_said_to_be_mended_in_does_not_move_the_bound()
    {
        Arrive("1.8", 7);
        Do(IssueRules.Resolve(_book, 1, "2.0", "1.8", "eva", 5));
        Assert.Equal(TraceNovelty.Known, Arrive("1.8", 7).Novelty);
        Assert.Equal(TraceNovelty.Regression, Arrive("1.9", 7).Novelty);
    }

    [Fact]
    public void A_version_that_only_a_trace_was_of_is_known_too()
    {
        Arrive("3.0-dev", 7);
        Do(IssueRules.Resolve(_book, 1, null, "1.8", "eva", 5));
        Assert.Equal(TraceNovelty.Known, Arrive("2.0", 7).Novelty);
    }

    [Fact]
    public void A_muted_issue_is_never_reopened()
    {
        Arrive("1.0", 7);
        Do(IssueRules.Mute(_book, 1, "eva", 5));
        Assert.Equal(TraceNovelty.Known, Arrive("9.0", 7).Novelty);
        Assert.Equal((IssueState.Muted, "9.0"), (Issue.State, Issue.NewestVersion));
        Do(IssueRules.Reopen(_book, 1, "eva", 6));
        Assert.Equal(IssueState.Open, Issue.State);
    }

    [Fact]
    public void Better_symbols_give_a_trace_another_signature_and_the_same_issue()
    {
        Arrive("1.0", 7);
        Assert.Equal(new TracePlacement(1, 1, TraceNovelty.Known), Arrive("1.0", 70, 7));
        Assert.Equal(new TracePlacement(1, 1, TraceNovelty.Known), Arrive("1.1", 70));
    }

    [Fact]
    public void Symbols_that_come_later_name_an_issue_that_was_called_by_a_place()
    {
        Call("segv-null in app@01ff+4a0", 7);
        Assert.Equal("segv-null in app@01ff+4a0", Issue.Title);
        Call("segv-null in app@01ff+4b0", 7);
        Assert.Equal("segv-null in app@01ff+4a0", Issue.Title);
        Call("segv-null in app!f at f.c:3", 70, 7);
        Assert.Equal("segv-null in app!f at f.c:3", Issue.Title);
        Call("segv-null in app!f at f.c:4", 70);
        Assert.Equal("segv-null in app!f at f.c:3", Issue.Title);
    }

    [Fact]
    public void All_issues_that_a_trace_makes_one_have_its_name_when_they_had_none()
    {
        Call("segv-null in app@01+1", 7);
        Call("segv-null in app@02+2", 8);
        Call("segv-null in app!f", 70, 7, 8);
        Assert.Equal(["segv-null in app!f", "segv-null in app!f"], _book.Issues.OrderBy(i => i.Id).Select(i => i.Title));
    }

    [Fact]
    public void A_trace_whose_signatures_lead_to_two_issues_makes_them_one()
    {
        Arrive("1.0", 7);
        Arrive("1.0", 70);
        Assert.Equal(new TracePlacement(2, 1, TraceNovelty.Known), Arrive("1.0", 70, 7));
        Assert.Equal(1, _book.ShownOf(_book.Find(2)!).Id);
        Assert.True(_book.Find(2)!.IsMergedAutomatically);
    }

    [Fact]
    public void A_resolved_issue_comes_back_when_one_joins_it_that_was_seen_in_a_later_version()
    {
        Arrive("1.0", 7);
        Do(IssueRules.Resolve(_book, 1, null, "1.3", "eva", 5));
        Arrive("1.4", 70);
        Assert.Equal(TraceNovelty.Regression, Arrive("1.2", 70, 7).Novelty);
        Assert.Equal(IssueState.Open, Issue.State);
    }

    [Fact]
    public void What_somebody_took_apart_no_trace_merges_again()
    {
        Arrive("1.0", 7);
        Arrive("1.0", 70);
        Arrive("1.0", 70, 7);
        Do(IssueRules.Unmerge(_book, 2, "eva", 5));
        Assert.Equal(new TracePlacement(2, 2, TraceNovelty.Known), Arrive("1.0", 70, 7));
        Assert.Equal(new TracePlacement(1, 1, TraceNovelty.Known), Arrive("1.0", 7, 70));
        Do(IssueRules.Merge(_book, 2, 1, "eva", 6));
        Assert.Equal(new TracePlacement(2, 1, TraceNovelty.Known), Arrive("1.0", 70));
    }

    [Fact]
    public void A_placeholder_never_joins_what_only_failed_in_the_same_library()
    {
        Assert.Equal(1, Place("1.0", (9, true)).Shown);
        Assert.Equal(2, Place("1.0", (70, false), (9, true)).Shown);
        Assert.Equal(3, Place("1.0", (80, false), (9, true)).Shown);
        Assert.Equal(1, Place("1.0", (9, true)).Shown);
        Assert.True(Issue.IsPlaceholder);
    }

    [Fact]
    public void A_merged_issue_is_changed_through_the_one_that_stands_for_it()
    {
        Arrive("1.0", 7);
        Arrive("1.0", 8);
        Do(IssueRules.Merge(_book, 2, 1, "eva", 5));
        Assert.Contains("issue 2 is merged into issue 1", Assert.Throws<InvalidOperationException>(() => IssueRules.Mute(_book, 2, "eva", 6)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => IssueRules.Merge(_book, 1, 2, "eva", 6));
        Assert.Throws<InvalidOperationException>(() => IssueRules.Unmerge(_book, 1, "eva", 6));
        Assert.Throws<ArgumentException>(() => IssueRules.Merge(_book, 1, 1, "eva", 6));
        Assert.Throws<KeyNotFoundException>(() => IssueRules.Mute(_book, 3, "eva", 6));
    }

    [Fact]
    public void Comments_assignee_and_ticket_are_kept()
    {
        Arrive("1.0", 7);
        Do(IssueRules.Comment(_book, 1, "looks like a race", "eva", 5));
        Do(IssueRules.Comment(_book, 1, "it is", "max", 6));
        Do(IssueRules.DeleteComment(_book, 1, 1, "eva", 7));
        Do(IssueRules.Comment(_book, 1, "mended", "max", 8));
        Do(IssueRules.Assign(_book, 1, "max", "eva", 9));
        Do(IssueRules.Link(_book, 1, "https://tracker.example/T-1", "eva", 10));
        Assert.Equal([(2L, "max", 6L, "it is"), (3L, "max", 8L, "mended")], Issue.Comments.Select(c => (c.Id, c.By, c.AtMs, c.Text)));
        Assert.Equal(("max", "https://tracker.example/T-1"), (Issue.Assignee, Issue.Ticket));
        Assert.Null(IssueRules.Assign(_book, 1, "max", "eva", 11));
        Assert.Throws<ArgumentException>(() => IssueRules.Comment(_book, 1, " ", "eva", 11));
        Assert.Throws<ArgumentException>(() => IssueRules.Link(_book, 1, "javascript:alert(1)", "eva", 11));
        Assert.Throws<ArgumentException>(() => IssueRules.Assign(_book, 1, "a\nb", "eva", 11));
        Assert.Throws<KeyNotFoundException>(() => IssueRules.DeleteComment(_book, 1, 1, "eva", 11));
    }

    [Fact]
    public void An_issue_has_a_bounded_number_of_signatures_and_says_which_it_forgot()
    {
        Arrive("1.0", 1);
        for (var i = 2; i <= IssueLimits.MaxSignatures; i++)
        {
            Arrive("1.0", i, 1);
        }

        Assert.Equal(1, Arrive("1.0", 5_000, 1).ForgottenAliases);
        Assert.Equal(IssueLimits.MaxSignatures, _book.SignatureCountOf(1));
    }

    private Issue Issue => _book.Find(1)!;

    private TracePlacement Arrive(string version, params int[] signatures) => Place(version, [.. signatures.Select(s => (s, false))]);

    private TracePlacement Place(string version, params (int Signature, bool IsPlaceholder)[] signatures)
    {
        var (batch, placement) = TraceArrivalRules.Decide(_book, Arrival(version, signatures), 1);
        Do(batch);
        return placement;
    }

    private void Call(string title, params int[] signatures) => Do(TraceArrivalRules.Decide(_book, Arrival("1.0", signatures) with { Title = title }, 1).Batch);

    private static TraceArrival Arrival(string version, params int[] signatures) => Arrival(version, [.. signatures.Select(s => (s, false))]);

    private static TraceArrival Arrival(string version, (int Signature, bool IsPlaceholder)[] signatures) =>
        new([.. signatures.Select(s => new TraceSignature(new Signature(1, (UInt128)s.Signature), s.IsPlaceholder))], "main", version, "segv-null", "segv-null in f");

    private void Do(IssueBatch? batch)
    {
        if (batch is not null)
        {
            _book.Apply(IssueBatchCodec.Decode(IssueBatchCodec.Format, IssueBatchCodec.Encode(batch)));
        }
    }
}

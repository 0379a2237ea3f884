using CsCheck;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;

namespace Fleet.Domain.Tests.Traces.Issues;

/// <summary>What is decided in one go, and what a snapshot keeps.</summary>
public sealed class IssueDraftTests
{
    /// <summary>Few signatures, so that traces meet; now and then a placeholder.</summary>
    private static readonly Gen<TraceArrival> Arrival = Gen.Select(
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3]).Array[1, 3], Pick.Of("1.0", "1.2", "1.10"), (signatures, version) =>
            new TraceArrival([.. signatures.Select(s => new TraceSignature(new Signature(1, (UInt128)s.Item1), s.Item2 == 0))], "main", version, "abort", "abort in f"));

    [Fact]
    public void Traces_of_one_round_are_placed_as_if_each_came_alone() => Arrival.Array[1, 30].Sample(arrivals =>
    {
        var draft = new IssueDraft(new IssueBook());
        var placements = draft.Place(arrivals, 5);

        var alone = new IssueBook();
        foreach (var (arrival, placement) in arrivals.Zip(placements))
        {
            var (batch, expected) = TraceArrivalRules.Decide(alone, arrival, 5);
            Assert.Equal((expected.Issue, expected.Novelty), (placement.Issue, placement.Novelty));
            if (batch is not null)
            {
                alone.Apply(batch);
            }
        }

        Assert.Equal(Encoded(alone), Encoded(draft.Book));
        Assert.All(placements, p => Assert.Equal(alone.ShownOf(alone.Find(p.Issue)!).Id, p.Shown));
    });

    [Fact]
    public void A_round_that_comes_again_changes_nothing() => Arrival.Array[1, 30].Sample(arrivals =>
    {
        var book = new IssueBook();
        new IssueDraft(book).Place(arrivals, 5);
        var again = new IssueDraft(book);
        Assert.All(again.Place(arrivals, 6), p => Assert.Equal(TraceNovelty.Known, p.Novelty));
        Assert.Empty(again.Batches);
    });

    [Fact]
    public void Whatever_differs_afterwards_is_told_as_changed() => Gen.Select(Arrival.Array[1, 20], Arrival.Array[1, 5]).Sample((arrivals, more) =>
    {
        var book = new IssueBook();
        new IssueDraft(book).Place(arrivals, 5);
        var before = Rows(book);
        var draft = new IssueDraft(book);
        draft.Place(more, 6);
        var changed = Rows(book).Where(row => before.GetValueOrDefault(row.Key) != row.Value).Select(row => row.Key);
        Assert.Empty(changed.Except(draft.Changed));
        Assert.Equal(draft.Batches.SelectMany(b => b.Touched).Any(), draft.Changed.Count > 0);
    });

    [Fact]
    public void Both_ends_of_a_merge_are_touched_when_it_begins_and_when_it_ends()
    {
        var book = new IssueBook();
        var draft = new IssueDraft(book);
        draft.Place([.. Enumerable.Range(1, 3).Select(i => new TraceArrival([new TraceSignature(new Signature(1, (UInt128)i), IsPlaceholder: false)], "main", "1", "abort", "t"))], 1);
        draft.Add(IssueRules.Merge(book, 2, 1, "eva", 2));
        draft.Add(IssueRules.Merge(book, 1, 3, "eva", 2));

        var unmerge = new IssueDraft(book);
        unmerge.Add(IssueRules.Unmerge(book, 2, "eva", 3));
        Assert.Equal([1, 2], unmerge.Batches[0].Touched);

        // 3 stands for 1, which the other was taken out of.
        Assert.Equal([1, 2, 3], unmerge.Changed);
    }

    [Fact]
    public void A_snapshot_and_what_comes_after_make_the_same_book() => Gen.Select(Arrival.Array[1, 20], Arrival.Array[0, 10]).Sample((first, then) =>
    {
        var book = new IssueBook();
        var draft = new IssueDraft(book);
        draft.Place(first, 5);
        if (book.Find(1) is { MergedInto: null } && IssueRules.Comment(book, 1, "ünd\nso", "eva", 6) is { } comment)
        {
            draft.Add(comment);
        }

        var merged = book.Issues.Where(i => i.MergedInto is not null).Select(i => i.Id).Order().FirstOrDefault();
        if (merged != 0)
        {
            draft.Add(IssueRules.Unmerge(book, merged, "eva", 7));
        }

        var (format, payload) = IssueBookCodec.Encode(book);
        var read = IssueBookCodec.Decode(format, payload);
        Assert.Equal(Encoded(book), Encoded(read));
        Assert.Equal(Encoded(Then(book)), Encoded(Then(read)));

        IssueBook Then(IssueBook of)
        {
            new IssueDraft(of).Place(then, 8);
            return of;
        }
    });

    [Fact]
    public void A_large_book_is_compressed_and_read_as_it_was()
    {
        var book = new IssueBook();
        new IssueDraft(book).Place([.. Enumerable.Range(1, 500).Select(i => new TraceArrival([new TraceSignature(new Signature(1, (UInt128)i), IsPlaceholder: false)], "main", "1", "abort", "abort in f"))], 1);
        var (format, payload) = IssueBookCodec.Encode(book);
        Assert.Equal(IssueBookCodec.ZstdFormat, format);
        Assert.Equal(Encoded(book), Encoded(IssueBookCodec.Decode(format, payload)));
        Assert.Throws<InvalidDataException>(() => IssueBookCodec.Decode(9, payload));
        Assert.Throws<InvalidDataException>(() => IssueBookCodec.Decode(format, payload.AsMemory(0, payload.Length / 2)));
    }

    /// <summary>Stored bytes are never read otherwise: these were written by the first version.</summary>
    [Fact]
    public void The_bytes_of_a_snapshot_are_for_ever()
    {
        var book = new IssueBook();
        var draft = new IssueDraft(book);
        TraceSignature One(int i) => new(new Signature(1, (UInt128)i), IsPlaceholder: i == 3);
        draft.Place([new TraceArrival([One(1)], "main", "1.0", "abort", "t"), new TraceArrival([One(2)], "main", "1.0", "abort", "u"), new TraceArrival([One(3)], "main", "1.0", "abort", "v")], 5);
        draft.Place([new TraceArrival([One(1), One(2)], "main", "1.1", "abort", "t")], 6);
        draft.Add(IssueRules.Unmerge(book, 2, "eva", 7));
        draft.Add(IssueRules.Comment(book, 1, "x", "eva", 8));
        draft.Add(IssueRules.Resolve(book, 1, null, "1.1", "eva", 9)!);
        draft.Add(IssueRules.Merge(book, 3, 2, "eva", 9));
        var (format, payload) = IssueBookCodec.Encode(book);
        Assert.Equal(IssueBookCodec.PlainFormat, format);
        Assert.Equal("940393DC001101A46D61696EA561626F7274A174C20502A3312E31A3312E31A3312E3100C200A0A0919401A365766108A17801DC001102A46D61696EA561626F7274A175C20501A0A0A3312E3000C200A0A09000DC001103A46D61696EA561626F7274A176C30501A0A0A3312E3002C200A0A09000969201C41000000000000000000000000000000001019201C41000000000000000000000000000000002029201C4100000000000000000000000000000000303920201", Convert.ToHexString(payload));
    }

    [Fact]
    public void Damage_of_a_snapshot_is_told_and_nothing_else_happens() => Gen.Select(Arrival.Array[1, 5], Gen.Int[0, 10_000], Gen.Byte, Gen.Bool).Sample((arrivals, at, value, isCut) =>
    {
        var book = new IssueBook();
        new IssueDraft(book).Place(arrivals, 5);
        var (format, bytes) = IssueBookCodec.Encode(book);
        bytes[at % bytes.Length] = value;
        try
        {
            IssueBookCodec.Decode(format, isCut ? bytes.AsMemory(0, at % bytes.Length) : bytes);
        }
        catch (InvalidDataException)
        {
            // As promised.
        }
    });

    [Fact]
    public void What_a_device_says_at_length_is_cut_in_an_issue_and_not_within_a_character()
    {
        var title = new string('a', IssueLimits.MaxTitle - 1) + "😀";
        var (batch, _) = TraceArrivalRules.Decide(new IssueBook(), new TraceArrival([new TraceSignature(new Signature(1, 1), IsPlaceholder: false)], "main", "1", new string('c', 9_999), title), 1);
        var opened = Assert.IsType<IssueOpened>(Assert.Single(batch!.Events));
        Assert.Equal((IssueLimits.MaxClass, new string('a', IssueLimits.MaxTitle - 1)), (opened.Class.Length, opened.Title));
    }

    private static string Encoded(IssueBook book) => Convert.ToHexString(IssueBookCodec.Encode(book).Payload);

    private static Dictionary<long, string> Rows(IssueBook book) =>
        book.Issues.ToDictionary(i => i.Id, i => $"{i} {book.ShownOf(i).Id} {string.Join(',', book.FamilyOf(i.Id).Select(f => f.Id))}");
}

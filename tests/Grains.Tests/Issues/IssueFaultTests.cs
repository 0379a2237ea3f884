using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Issues;
using Fleet.Storage;
using Fleet.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Issues;

/// <summary>
/// Traces and people at a grain whose store breaks, whose process dies, and which has a rival: what is stored is what a book in memory says that had none of it. Nothing
/// is lost, nothing is there twice, and lists are told of everything.
/// </summary>
public sealed class IssueFaultTests(PostgresServer postgres)
{
    private const int Steps = 80;

    private readonly IssueBook _expected = new();
    private readonly IssueRows _rows = new();
    private BrittleIssueStore _store = null!;

    public static TheoryData<StoreKind, int> Seeds
    {
        get
        {
            var data = new TheoryData<StoreKind, int>();
            foreach (var seed in Enumerable.Range(1, Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 50 : 3))
            {
                data.Add(StoreKind.Sqlite, seed);
                data.Add(StoreKind.PostgreSql, seed);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_breaks_issues_are_what_traces_and_people_made_them(StoreKind kind, int seed)
    {
        var random = new Random(seed);
        var (folder, storage) = (NewFolder(), await postgres.NewAsync(kind));
        var fleet = await StartAsync(folder, storage);
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                switch (random.Next(12))
                {
                    case 0:
                        _store.NextFails = random.Next(2) == 0;
                        break;
                    case 1:
                        _rows.IsAway = random.Next(2) == 0;
                        break;
                    case 2:
                        _store.SnapshotsFail = random.Next(2) == 0;
                        break;
                    case 3 when step % 4 == 0:
                        await fleet.DisposeAsync();
                        fleet = await StartAsync(folder, storage);
                        break;
                    case 4:
                        await RivalAsync(fleet, Arrivals(random));
                        break;
                    case 5:
                        await _rows.MergeAsync(GrainOf(fleet));
                        break;
                    case 6 or 7 or 8:
                        await CommandAsync(fleet, random);
                        break;
                    default:
                        await PlaceAsync(fleet, Arrivals(random));
                        break;
                }
            }

            _rows.IsAway = false;
            await PlaceAsync(fleet, [new TraceArrival([new TraceSignature(new Signature(1, 9_999), IsPlaceholder: false)], "main", "1", "abort", "the last")]);
            var grain = GrainOf(fleet);
            await grain.Wake();
            var rows = await _rows.MergeAsync(grain);
            await AssertStoredAsync(fleet);
            Assert.Equal(_expected.Issues.OrderBy(i => i.Id).Select(i => IssueRows.TextOf(IssueRecord.Of(_expected, i))), rows);
        }
        finally
        {
            await fleet.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IIssuesGrain GrainOf(EmbeddedFleet fleet) => fleet.Grain<IIssuesGrain>(GrainKeys.Issues(Project));

    /// <summary>Few signatures, so that traces meet; a hundred at times, so that a snapshot is due.</summary>
    private static List<TraceArrival> Arrivals(Random random)
    {
        var spread = random.Next(8) == 0 ? 500 : 12;
        return [.. Enumerable.Range(0, random.Next(1, spread > 100 ? 200 : 20)).Select(_ => new TraceArrival(
            [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => new TraceSignature(new Signature(1, (UInt128)random.Next(spread)), IsPlaceholder: random.Next(5) == 0))],
            "main",
            $"1.{random.Next(12)}",
            "abort",
            new string('t', random.Next(400))))];
    }

    private async Task<EmbeddedFleet> StartAsync(string folder, StorageOptions? storage)
    {
        var fleet = await EmbeddedFleet.StartAsync(
            folder,
            services =>
            {
                services.Wrap<IIssueEventStore>(real => new BrittleIssueStore(real));
                services.AddSingleton<IIssueMarks>(_rows);
            },
            storage);
        _store = (BrittleIssueStore)fleet.Get<IIssueEventStore>();
        return fleet;
    }

    /// <summary>As who follows the log does: again, until it is placed.</summary>
    private async Task PlaceAsync(EmbeddedFleet fleet, List<TraceArrival> arrivals)
    {
        while (true)
        {
            try
            {
                var placements = await GrainOf(fleet).Place(arrivals);
                new IssueDraft(_expected).Place(arrivals, Noon);
                Assert.Equal(arrivals.Select(a => TraceArrivalRules.Decide(_expected, a, Noon).Placement.Issue), placements.Select(p => p.Issue));
                return;
            }
            catch (StoreUnavailableException)
            {
                // Written or not: it is placed again.
            }
        }
    }

    /// <summary>Another activation, for a moment: it decides on what is stored, and the grain does not know.</summary>
    private async Task RivalAsync(EmbeddedFleet fleet, List<TraceArrival> arrivals)
    {
        var store = fleet.Get<IIssueEventStore>();
        var draft = new IssueDraft(await BookAsync(store));
        draft.Place(arrivals, Noon);
        new IssueDraft(_expected).Place(arrivals, Noon);
        var fails = _store.NextFails;
        _store.NextFails = null;
        if (draft.Batches.Count > 0)
        {
            Assert.True(await store.AppendAsync(
                Project, await store.HeadAsync(Project, default), [.. draft.Batches.Select(b => new NewIssueBatch(IssueBatchCodec.Format, IssueBatchCodec.Encode(b.Batch), b.Touched))], default));

            // The rival tells the lists; or it dies, and the grain does when it has seen it.
            if (!_rows.IsAway)
            {
                await _rows.RaiseAsync(Project, draft.Changed, default);
            }
        }

        _store.NextFails = fails;
    }

    private async Task CommandAsync(EmbeddedFleet fleet, Random random)
    {
        if (_expected.Issues.Count == 0)
        {
            return;
        }

        var ids = _expected.Issues.Select(i => i.Id).Order().ToList();
        var (one, other) = (ids[random.Next(ids.Count)], ids[random.Next(ids.Count)]);
        var kind = random.Next(9);
        Func<IIssuesGrain, Task> call = kind switch
        {
            0 => grain => grain.Resolve(one, "1.5", "eva"),
            1 => grain => grain.Mute(one, "eva"),
            2 => grain => grain.Reopen(one, "eva"),
            3 => grain => grain.Merge(one, other, "eva"),
            4 => grain => grain.Unmerge(one, "eva"),
            5 => grain => grain.Comment(one, $"text {random.Next()}", "eva"),
            6 => grain => grain.Assign(one, $"{random.Next(3)}", "eva"),
            7 => grain => grain.Link(one, $"https://t/{random.Next(3)}", "eva"),
            _ => grain => grain.DeleteComment(one, 1, "eva"),
        };
        var before = await fleet.Get<IIssueEventStore>().HeadAsync(Project, default);
        var failure = await Record.ExceptionAsync(() => call(GrainOf(fleet)));
        Assert.True(failure is null or StoreUnavailableException or ArgumentException or InvalidOperationException or KeyNotFoundException, $"{failure}");
        var written = await fleet.Get<IIssueEventStore>().ReadAsync(Project, before, 9, default);
        Assert.InRange(written.Count, 0, failure is null or StoreUnavailableException ? 1 : 0);
        foreach (var batch in written)
        {
            Assert.Equal("eva", IssueBatchCodec.Decode(batch.Format, batch.Payload).By);
            _expected.Apply(IssueBatchCodec.Decode(batch.Format, batch.Payload));
        }

        // Who has nothing to write does not find that a rival was there.
        if (written.Count > 0 && failure is null)
        {
            Assert.Equal(IssueRows.TextOf(IssueRecord.Of(_expected, _expected.Find(one)!)), IssueRows.TextOf((await GrainOf(fleet).Describe([one])).Single()));
        }
    }

    private static async Task<IssueBook> BookAsync(IIssueEventStore store)
    {
        var stored = await store.LoadAsync(Project, default);
        var book = stored.Snapshot is { } snapshot ? IssueBookCodec.Decode(snapshot.Format, snapshot.Payload) : new IssueBook();
        foreach (var batch in stored.Batches)
        {
            book.Apply(IssueBatchCodec.Decode(batch.Format, batch.Payload));
        }

        return book;
    }

    /// <summary>By the latest snapshot, and by all events from the first on.</summary>
    private async Task AssertStoredAsync(EmbeddedFleet fleet)
    {
        var store = fleet.Get<IIssueEventStore>();
        var replayed = new IssueBook();
        var sequence = 0L;
        while (await store.ReadAsync(Project, sequence, 100, default) is { Count: > 0 } batches)
        {
            foreach (var batch in batches)
            {
                Assert.Equal(++sequence, batch.Sequence);
                replayed.Apply(IssueBatchCodec.Decode(batch.Format, batch.Payload));
            }
        }

        Assert.Equal(sequence, await store.HeadAsync(Project, default));
        Assert.Equal(Encoded(_expected), Encoded(replayed));
        Assert.Equal(Encoded(_expected), Encoded(await BookAsync(store)));
        foreach (var issue in _expected.Issues.Where(i => i.Id <= 5))
        {
            var history = await new IssueHistory(store).ReadAsync(Project, issue.Id, long.MaxValue, IssueHistory.MaxBatches, default);
            Assert.All(history.Zip(history.Skip(1)), pair => Assert.True(pair.First.Sequence >= pair.Second.Sequence));
            Assert.All(history, e => Assert.Equal(e.Event is IssueOpened or SignatureAdded or VersionReached or IssueRegressed or IssueMerged { IsAutomatic: true }, e.By.Length == 0));
        }
    }

    private static string Encoded(IssueBook book) => Convert.ToHexString(IssueBookCodec.Encode(book).Payload);
}

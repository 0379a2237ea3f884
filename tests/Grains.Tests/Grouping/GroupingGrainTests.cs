using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Grouping;
using Fleet.Grains.Issues;
using Fleet.Grains.Tests.Traces;
using Fleet.Grains.Traces;
using Fleet.Protocol.Coredumps;
using Fleet.Storage;
using Fleet.Tests.Shared;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Grouping;

/// <summary>Rules of grouping, and the way of stored traces to others.</summary>
public sealed class GroupingGrainTests(PostgresServer postgres)
{
    [Fact]
    public async Task Rules_have_a_revision_and_an_author_and_the_last_ones_are_kept()
    {
        var folder = NewFolder();
        await using (var fleet = await EmbeddedFleet.StartAsync(folder))
        {
            var grain = GrainOf(fleet);
            Assert.Equal(new GroupingRevision(0, "", "", 0), (await grain.Get()).Now);
            Assert.Null(await grain.Read(0));
            await grain.Set("", "eva");
            Assert.Equal(0, (await grain.Get()).Now.Revision);
            for (var i = 1; i <= 12; i++)
            {
                await grain.Set($"skip function f{i}", "eva");
            }

            await grain.Set("skip function f12", "tom");
        }

        await using (var fleet = await EmbeddedFleet.StartAsync(folder))
        {
            var grain = GrainOf(fleet);
            var setting = await grain.Get();
            Assert.Equal(new GroupingRevision(12, "skip function f12", "eva", Noon), setting.Now);
            Assert.Equal(Enumerable.Range(4, 8).Reverse().Select(i => (long)i), setting.Former.Select(f => f.Revision));
            await grain.Drain();
            Assert.Null((await grain.Get()).Regrouping);

            // Nothing is left that has signatures by the former ones only.
            var copy = (await grain.Read(0))!;
            Assert.Equal(("skip function f12", 0), (copy.Text, copy.Former.Count));
            Assert.Null(await grain.Read(copy.Version));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_is_no_rule_is_said_with_line_and_column_and_changes_nothing()
    {
        await using var fleet = await EmbeddedFleet.StartAsync();
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => GrainOf(fleet).Set("skip function f\nskipp function g", "eva"));
        Assert.StartsWith("rules: line 2, column 1: ", failure.Message);
        Assert.StartsWith("rules: line 1, column ", (await Assert.ThrowsAsync<ArgumentException>(() => fleet.Get<GroupingPreviews>().TryAsync(Project, "app", default))).Message);
        Assert.StartsWith("by:", (await Assert.ThrowsAsync<ArgumentException>(() => GrainOf(fleet).Set("", ""))).Message);
        Assert.Equal(0, (await GrainOf(fleet).Get()).Now.Revision);
    }

    [Fact]
    public async Task Stored_traces_follow_a_change_and_those_that_come_meanwhile_find_their_issue()
    {
        await using var fleet = await EmbeddedFleet.StartAsync();

        // One after the other: issues are numbered as they come, and shards do not wait for each other.
        await PlacedAsync(fleet, 1, "a", "core");
        await PlacedAsync(fleet, 2, "b", "core");
        await PlacedAsync(fleet, 3, "c", "core", "x");
        await PlacedAsync(fleet, 4, "a", "core");
        Assert.Equal([2, 1, 1], (await fleet.IssueListAsync()).Select(i => i.Traces));

        const string Rules = "skip module a\nskip module b";
        var preview = await fleet.Get<GroupingPreviews>().TryAsync(Project, Rules, default);
        Assert.Equal((4, 3), (preview.Traces, preview.Changed));
        Assert.Equal([1, 2], Assert.Single(preview.Merges).Issues);
        Assert.Empty(preview.Splits);
        Assert.NotNull((await GrainOf(fleet).Set(Rules, "eva")).Regrouping);

        // By the former rules it is of the first issue, by those of now of none until a stored one was placed by them.
        await CrashAsync(fleet, 5, "a", "core");
        await GrainOf(fleet).Drain();
        await fleet.SettleTracesAsync();
        var issues = await fleet.IssueListAsync();
        Assert.Equal([(1L, 4L, 4L), (3L, 1L, 1L)], issues.Select(i => (i.Issue, i.Traces, i.Devices)));
        var key = TraceSignatures.Of(ObservedTraces.Of(CrashOf("b", "core")), "main", GroupingRules.Parse(Rules)).Key;
        Assert.Equal(4, (await fleet.TracesAsync()).Count(t => t.Signatures[0].Value == key));
        var head = await fleet.Get<IIssueEventStore>().HeadAsync(Project, default);

        // A second time nothing is to be done: the first has moved all.
        await GrainOf(fleet).Set($"# the same\n{Rules}", "eva");
        await GrainOf(fleet).Drain();
        Assert.Equal(head, await fleet.Get<IIssueEventStore>().HeadAsync(Project, default));
    }

    [Fact]
    public async Task A_trace_that_was_placed_by_the_rules_of_before_and_is_written_late_follows_too()
    {
        var gate = new Gate();
        await using var fleet = await EmbeddedFleet.StartAsync(configure: services => services.Wrap<ITraceStore>(store => new GatedTraceStore(store, gate)));
        await PlacedAsync(fleet, 1, "b", "core");
        gate.Shut();
        var crash = CrashOf("a", "core");
        await fleet.SyncAsync("d2", "1.0", TraceFleet.Entry(1, Noon, crash));
        await gate.Came;

        var rules = GroupingRules.Parse("skip module a");
        await GrainOf(fleet).Set("skip module a", "eva");
        var drained = GrainOf(fleet).Drain();
        Assert.NotSame(drained, await Task.WhenAny(drained, Task.Delay(TimeSpan.FromMilliseconds(500))));
        gate.Open();
        await drained;
        await fleet.SettleTracesAsync();
        Assert.Equal(KeyOf(crash, rules), (await fleet.TracesAsync()).Single(t => t.CrashId == crash.Id).Signatures[0].Value);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite, 1)]
    [InlineData(StoreKind.Sqlite, 2)]
    [InlineData(StoreKind.PostgreSql, 3)]
    public async Task Issues_are_what_signatures_by_all_rules_tie_together(StoreKind kind, int seed)
    {
        var random = new Random(seed);
        var (folder, storage) = (NewFolder(), await postgres.NewAsync(kind));
        var fleet = await EmbeddedFleet.StartAsync(folder, storage: storage);
        var signatures = new Dictionary<Guid, (Crash Crash, HashSet<Signature> All)>();
        var rules = GroupingRules.None;
        for (var change = 0; change < 3; change++)
        {
            for (var i = 0; i < 12; i++)
            {
                var crash = CrashOf([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"m{random.Next(5)}"), "core"]);
                await fleet.SyncAsync($"d{random.Next(4)}", "1.0", TraceFleet.Entry((change * 100) + i + 1, Noon - random.Next(1, 1_000), crash));
                signatures[crash.Id] = (crash, [KeyOf(crash, rules)]);
            }

            await fleet.SettleTracesAsync();
            var text = string.Join('\n', Enumerable.Range(0, 5).Where(_ => random.Next(2) == 0).Select(m => $"skip module m{m}").Append($"# {change}"));
            await GrainOf(fleet).Set(text, "eva");
            if (random.Next(2) == 0)
            {
                // It dies, and goes on.
                await fleet.DisposeAsync();
                fleet = await EmbeddedFleet.StartAsync(folder, storage: storage);
            }

            await GrainOf(fleet).Drain();
            rules = GroupingRules.Parse(text);
            foreach (var (crash, all) in signatures.Values)
            {
                all.Add(KeyOf(crash, rules));
            }
        }

        await fleet.SettleTracesAsync();
        var rows = await fleet.TracesAsync();
        Assert.Equal(signatures.Keys.Order(), rows.Select(r => r.CrashId!.Value).Order());
        var shown = (await fleet.Issues().Describe([.. rows.Select(r => r.Issue).Distinct()])).ToDictionary(r => r.Id, r => r.Shown);
        var found = rows.GroupBy(r => shown[r.Issue], r => r.CrashId!.Value).Select(Named).Order(StringComparer.Ordinal);
        Assert.Equal(Tied(signatures.ToDictionary(s => s.Key, s => s.Value.All)).Select(Named).Order(StringComparer.Ordinal), found);
        Assert.Equal(
            rows.GroupBy(r => shown[r.Issue]).Select(g => (g.Key, (long)g.Count(), (long)g.Select(r => r.DeviceId).Distinct().Count())).Order(),
            (await fleet.IssueListAsync()).Select(i => (i.Issue, i.Traces, i.Devices)).Order());
        Assert.All(rows, r => Assert.Equal(KeyOf(signatures[r.CrashId!.Value].Crash, rules), r.Signatures[0].Value));
        await fleet.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_issue_shows_how_it_falls_apart_and_what_resembles_it()
    {
        await using var fleet = await EmbeddedFleet.StartAsync();
        await PlacedAsync(fleet, 1, "a", "b", "c", "one");
        await PlacedAsync(fleet, 2, "a", "b", "c", "two");
        await PlacedAsync(fleet, 3, "a", "b", "c", "two");
        await PlacedAsync(fleet, 4, "a", "b", "d", "two");
        await PlacedAsync(fleet, 5, "q", "r");

        var (parts, traces) = await fleet.Get<IssueStacks>().PartsAsync(Project, 1, default);
        Assert.Equal(3, traces);
        Assert.Equal([("a@ab12+10 b@ab12+10 c@ab12+10 two@ab12+10", 2), ("a@ab12+10 b@ab12+10 c@ab12+10 one@ab12+10", 1)], parts.Select(p => (string.Join(' ', p.Frames), p.Traces)));
        var similar = await fleet.Get<IssueStacks>().SimilarAsync(Project, 1, 5, default);
        Assert.Equal([(2L, 0.75)], similar.Select(s => (s.Issue, s.Similarity)));
        Assert.Empty(await fleet.Get<IssueStacks>().SimilarAsync(Project, 99, 5, default));
    }

    private static IGroupingGrain GrainOf(EmbeddedFleet fleet) => fleet.Grain<IGroupingGrain>(GrainKeys.Grouping(Project));

    private static Task CrashAsync(EmbeddedFleet fleet, int number, params string[] modules) =>
        fleet.SyncAsync($"d{number}", "1.0", TraceFleet.Entry(1, Noon - 100 + number, CrashOf(modules)));

    private static async Task PlacedAsync(EmbeddedFleet fleet, int number, params string[] modules)
    {
        await CrashAsync(fleet, number, modules);
        await fleet.SettleTracesAsync();
    }

    private static Crash CrashOf(params string[] modules) => new(
        Guid.NewGuid(), "app", "/usr/bin/app", 42, 11, 1, 0, "main", CoreStrategy.Threads, 1_000, "", [.. modules.Select(module => new CrashFrame("ab12", module, 0x10))]);

    private static Signature KeyOf(Crash crash, GroupingRules rules) => TraceSignatures.Of(ObservedTraces.Of(crash), "main", rules).Key;

    private static string Named(IEnumerable<Guid> crashes) => string.Join(' ', crashes.Order());

    /// <summary>Sets of those that have a signature in common, directly or through others.</summary>
    private static IEnumerable<IEnumerable<Guid>> Tied(Dictionary<Guid, HashSet<Signature>> all)
    {
        var groups = new List<(HashSet<Guid> Ids, HashSet<Signature> Signatures)>();
        foreach (var (id, signatures) in all)
        {
            var hit = groups.Where(g => g.Signatures.Overlaps(signatures)).ToList();
            groups.RemoveAll(hit.Contains);
            groups.Add(([id, .. hit.SelectMany(h => h.Ids)], [.. signatures, .. hit.SelectMany(h => h.Signatures)]));
        }

        return groups.Select(g => g.Ids);
    }
}

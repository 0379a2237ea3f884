using Fleet.Domain.Symbols;
using Fleet.Domain.Traces;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbolication;
using Fleet.Grains.Symbols;
using Fleet.Grains.Tests.Traces;
using Fleet.Grains.Traces;
using Microsoft.Extensions.DependencyInjection;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Symbolication;

/// <summary>From the work list to stacks, whoever dies meanwhile.</summary>
public sealed class SymbolicationGrainTests
{
    private readonly ScriptedSymbolicator _symbolicator = new();
    private readonly Guid _crash = Guid.NewGuid();

    private static SymbolId Id { get; } = SymbolId.TryParse("ab12", out var id) ? id : throw new InvalidOperationException();

    [Fact]
    public async Task A_core_becomes_a_stack_and_its_trace_moves_to_the_issue_of_its_function()
    {
        _symbolicator.OfCore = (_, _) => new SymbolicationOutcome.Symbolicated(ScriptedSymbolicator.Named("Widget::open", "ab12"));
        await using var fleet = await StartAsync();
        await CrashAsync(fleet, withCore: true);
        await SettleAsync(fleet);

        var row = (await fleet.Get<ITraceRows>().FindAsync(Project, _crash, default))!;
        Assert.Equal((TraceStage.Symbolicated, "segv-null"), (row.Stage, row.Class));
        Assert.Contains("Widget::open", row.Title, StringComparison.Ordinal);
        var made = (await fleet.Get<ITraceStacks>().FindAsync(Project, _crash, default))!;
        Assert.Equal(("Widget::open", 7), (made.Trace!.CrashedFrames[0].Function, made.Trace.CrashedFrames[0].Line));
        Assert.Empty(await fleet.TakeAsync());
        Assert.Equal([_crash], _symbolicator.Asked);

        // The read models are made anew of the log and of what was kept.
        await fleet.Get<Fleet.Storage.IReadModels>().ClearAsync(default);
        await SettleAsync(fleet);
        Assert.Equal(row with { Issue = 0 }, (await fleet.Get<ITraceRows>().FindAsync(Project, _crash, default))! with { Issue = 0, Signatures = row.Signatures, Missing = row.Missing });
        Assert.Equal([_crash], _symbolicator.Asked);
    }

    [Fact]
    public async Task A_core_that_ends_its_worker_twice_is_quarantined_with_the_reason_until_somebody_says_again()
    {
        _symbolicator.OfCore = (_, _) => new SymbolicationOutcome.Failed(SymbolicationFailure.Memory, "it took 2000 MiB");
        await using var fleet = await StartAsync();
        await CrashAsync(fleet, withCore: true);
        await SettleAsync(fleet);
        Assert.Single(_symbolicator.Asked);
        Advance(fleet, TimeSpan.FromSeconds(10));
        await SettleAsync(fleet);
        Assert.Equal(2, _symbolicator.Asked.Count);
        Advance(fleet, TimeSpan.FromHours(2));
        await SettleAsync(fleet);
        Assert.Equal(2, _symbolicator.Asked.Count);
        Assert.Equal(TraceStage.Quarantined, (await fleet.Get<ITraceRows>().FindAsync(Project, _crash, default))!.Stage);
        Assert.Contains("it took 2000 MiB", (await fleet.Get<ITraceStacks>().FindAsync(Project, _crash, default))!.Reason, StringComparison.Ordinal);

        _symbolicator.OfCore = (_, _) => new SymbolicationOutcome.Symbolicated(ScriptedSymbolicator.Named("Widget::open"));
        Assert.True(await fleet.Get<ITraceWorkList>().AgainAsync(Project, _crash, fleet.Clock.NowMs, "asked", default));
        await SettleAsync(fleet);
        Assert.Equal(TraceStage.Symbolicated, (await fleet.Get<ITraceRows>().FindAsync(Project, _crash, default))!.Stage);
        Assert.Empty((await fleet.Get<ITraceStacks>().FindAsync(Project, _crash, default))!.Reason);
    }

    [Fact]
    public async Task What_was_taken_by_who_died_is_taken_over_and_after_two_such_deaths_nobody_touches_it()
    {
        // Nothing is said to the list any more.
        _symbolicator.OfCore = (_, _) => throw new IOException("died");
        await using var fleet = await StartAsync();
        await CrashAsync(fleet, withCore: true);
        for (var death = 1; death <= 2; death++)
        {
            await SettleAsync(fleet);
            await SettleAsync(fleet);
            Assert.Equal(death, _symbolicator.Asked.Count);
            Advance(fleet, TimeSpan.FromMinutes(2));
        }

        await SettleAsync(fleet);
        Assert.Equal(2, _symbolicator.Asked.Count);
        Assert.Equal(TraceStage.Quarantined, (await fleet.Get<ITraceRows>().FindAsync(Project, _crash, default))!.Stage);
        Assert.Contains("the server itself included", (await fleet.Get<ITraceStacks>().FindAsync(Project, _crash, default))!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_core_fails_with_its_reason_and_a_full_disk_is_no_try()
    {
        _symbolicator.OfCore = (_, before) => before < 3
            ? new SymbolicationOutcome.Failed(SymbolicationFailure.Unavailable, "no space left on device")
            : new SymbolicationOutcome.Refused("the core: is an ELF file, but no core");
        await using var fleet = await StartAsync();
        await CrashAsync(fleet, withCore: true);
        for (var i = 0; i < 6; i++)
        {
            await SettleAsync(fleet);
            Advance(fleet, TimeSpan.FromMinutes(2));
        }

        Assert.Equal(4, _symbolicator.Asked.Count);
        Assert.Equal(TraceStage.Failed, (await fleet.Get<ITraceRows>().FindAsync(Project, _crash, default))!.Stage);
        Assert.Contains("no core", (await fleet.Get<ITraceStacks>().FindAsync(Project, _crash, default))!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Symbols_that_come_repair_what_lacks_them_with_a_core_or_without()
    {
        var isHere = false;
        _symbolicator.OfCore = (_, _) => new SymbolicationOutcome.Symbolicated(isHere ? ScriptedSymbolicator.Named("Widget::open") : ScriptedSymbolicator.Named("", "ab12"));
        _symbolicator.OfSummary = _ => new SymbolicationOutcome.Symbolicated(ScriptedSymbolicator.Named("Widget::open"));
        await using var fleet = await StartAsync();
        await CrashAsync(fleet, withCore: true);
        var told = Guid.NewGuid();
        await fleet.SyncAsync("d2", "1.0", TraceFleet.Entry(1, Noon - 8, TraceFleet.CrashOf(told, "app", 0x10)));
        await SettleAsync(fleet);
        Assert.Equal([_crash], _symbolicator.Asked);
        Assert.DoesNotContain("Widget::open", (await fleet.Get<ITraceRows>().FindAsync(Project, _crash, default))!.Title, StringComparison.Ordinal);

        isHere = true;
        fleet.Get<ISymbolArrivals>().Arrived(Project, [Id]);
        await UntilAsync(async () =>
        {
            await SettleAsync(fleet);
            return _symbolicator.Asked.Count >= 3;
        });
        await SettleAsync(fleet);
        Assert.All([_crash, told], crash => Assert.Contains("Widget::open", fleet.Get<ITraceRows>().FindAsync(Project, crash, default).Result!.Title, StringComparison.Ordinal));
        Assert.Single((await fleet.IssueListAsync()), issue => issue.Traces == 2);
    }

    [Fact]
    public async Task A_crash_without_a_core_gets_names_when_its_symbols_are_here_already()
    {
        _symbolicator.OfSummary = _ => new SymbolicationOutcome.Symbolicated(ScriptedSymbolicator.Named("Widget::open"));
        await using var fleet = await StartAsync();
        var file = new SymbolFile(Id, SymbolKind.Debug, BlobId.OfDigest(new byte[32]), 1, "app.debug", 1, SymbolParts.Dwarf, "x86-64");
        await fleet.Get<ISymbolStore>().PutAsync(Project, file, [], default);
        await CrashAsync(fleet, withCore: false);
        await SettleAsync(fleet);
        Assert.Equal([null], _symbolicator.Asked);
        Assert.Contains("Widget::open", (await fleet.Get<ITraceRows>().FindAsync(Project, _crash, default))!.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Symbols_that_come_while_a_core_is_read_are_not_missed()
    {
        await using var fleet = await StartAsync();
        _symbolicator.OfCore = (_, before) => new SymbolicationOutcome.Symbolicated(ScriptedSymbolicator.Named(before == 0 ? "" : "Widget::open", "ab12"));
        _symbolicator.Meanwhile = async () =>
        {
            _symbolicator.Meanwhile = () => Task.CompletedTask;
            Advance(fleet, TimeSpan.FromSeconds(1));
            await fleet.Get<ISymbolStore>().PutAsync(Project, new SymbolFile(Id, SymbolKind.Debug, BlobId.OfDigest(new byte[32]), 1, "app.debug", fleet.Clock.NowMs, SymbolParts.Dwarf, "x86-64"), [], default);
        };
        await CrashAsync(fleet, withCore: true);
        await SettleAsync(fleet);

        // The second time the file is there from the beginning, and what it does not have no third time would bring.
        Assert.Equal([_crash, _crash], _symbolicator.Asked);
        Assert.Contains("Widget::open", (await fleet.Get<ITraceRows>().FindAsync(Project, _crash, default))!.Title, StringComparison.Ordinal);
    }

    private Task<EmbeddedFleet> StartAsync() => EmbeddedFleet.StartAsync(null, services =>
    {
        services.AddSingleton<ISymbolicator>(_symbolicator);
        services.AddSingleton(new SymbolicationSlots(2));
    });

    private async Task CrashAsync(EmbeddedFleet fleet, bool withCore)
    {
        var crash = TraceFleet.Entry(1, Noon - 10, TraceFleet.CrashOf(_crash, "app", 0x10));
        await fleet.SyncAsync("d1", "1.0", withCore ? [crash, TraceFleet.Core(2, Noon - 9, _crash)] : [crash]);
    }

    private static async Task SettleAsync(EmbeddedFleet fleet)
    {
        await fleet.SettleTracesAsync();
        for (var shard = 0; shard < fleet.Log.ShardCount; shard++)
        {
            try
            {
                await fleet.Grain<ISymbolicationGrain>(GrainKeys.Symbolication(shard)).CatchUp();
            }
            catch (IOException)
            {
                // Who worked on it died.
            }
        }

        await fleet.Grain<IIssueRowsGrain>(GrainKeys.IssueRows(Project)).CatchUp();
    }

    private static void Advance(EmbeddedFleet fleet, TimeSpan by) => fleet.Clock.NowMs += (long)by.TotalMilliseconds;

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}

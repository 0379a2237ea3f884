using Fleet.Domain.Symbols;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbolication;
using Fleet.Grains.Symbols;
using Fleet.Grains.Traces;

namespace Fleet.Storage.Tests.TraceStacks;

/// <summary>What every store of stacks does.</summary>
public abstract class TraceStackStoreContract(StoreFixture store)
{
    private static readonly Trace Stack = new()
    {
        Language = TraceLanguage.Native,
        Class = CrashClass.SegvNull,
        Program = "app",
        Threads = [new TraceThread(1, "main", [new TraceFrame("app", "ab12", 0x10, "run", "a.c", 7, IsInlined: false, TraceTrust.Cfi)])],
    };

    private static readonly KnownStackRow Row = new(
        [new TraceSignature(Signature.Of(1, "new"), IsPlaceholder: false), new TraceSignature(Signature.Of(1, "old"), IsPlaceholder: true)],
        "exact", "segv-null", "run", [new MissingModule("ab12", "libä.so"), new MissingModule("cd34", "")]);

    private readonly string _project = store.NewProject();

    private ITraceStackStore Stacks => store.Store.TraceStacks;

    private ITraceStackIndex Index => (ITraceStackIndex)Stacks;

    private ITraceStacks Shown => (ITraceStacks)Stacks;

    [Fact]
    public async Task A_stack_is_kept_with_what_rows_show_of_it()
    {
        var crash = Guid.NewGuid();
        Assert.Null(await Shown.FindAsync(_project, crash, default));
        await Stacks.PutAsync(_project, crash, Stack, Row, "", 5, default);
        var made = (await Shown.FindAsync(_project, crash, default))!;
        Assert.Equal(("", "run", 7), (made.Reason, made.Trace!.CrashedFrames[0].Function, made.Trace.CrashedFrames[0].Line));
        var known = Assert.Single(await Index.FindAsync(_project, [crash, Guid.NewGuid()], default)).Value;
        Assert.Equal((TraceStage.Symbolicated, "exact", "segv-null", "run"), (known.Stage, known.Stack!.Exact, known.Stack.Class, known.Stack.Title));
        Assert.Equal(Row.Signatures, known.Stack.Signatures);
        Assert.Equal(Row.Missing, known.Stack.Missing);
        Assert.Empty(await Index.FindAsync(store.NewProject(), [crash], default));
    }

    [Fact]
    public async Task One_that_ended_badly_keeps_the_stack_that_was_made_before_and_a_new_one_takes_the_place_of_all()
    {
        var crash = Guid.NewGuid();
        await Stacks.EndAsync(_project, crash, TraceStage.Quarantined, "it took 2 GiB", 5, default);
        Assert.Equal(new MadeStack(null, "it took 2 GiB"), await Shown.FindAsync(_project, crash, default));
        var known = Assert.Single(await Index.FindAsync(_project, [crash], default)).Value;
        Assert.Equal(new KnownStack(TraceStage.Quarantined, null), known);

        await Stacks.PutAsync(_project, crash, Stack, Row, "", 6, default);
        Assert.Empty((await Shown.FindAsync(_project, crash, default))!.Reason);
        await Stacks.EndAsync(_project, crash, TraceStage.Failed, "cut", 7, default);
        var made = (await Shown.FindAsync(_project, crash, default))!;
        Assert.Equal(("cut", true), (made.Reason, made.Trace is not null));
    }

    [Fact]
    public async Task Those_of_crashes_that_go_go_along()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        await Stacks.PutAsync(_project, one, Stack, Row, "", 5, default);
        await Stacks.PutAsync(_project, two, Stack, Row, "", 5, default);
        await Index.DeleteAsync(_project, [one, Guid.NewGuid()], default);
        Assert.Equal([two], (await Index.FindAsync(_project, [one, two], default)).Keys);
    }

    [Fact]
    public async Task Ids_of_recent_symbols_are_told_of_packages_those_of_their_units()
    {
        var symbols = store.Store.Symbols;
        await symbols.PutAsync(_project, File("0a", SymbolKind.Debug, 1_000), [], default);
        await symbols.PutAsync(_project, File("0b", SymbolKind.Executable, 2_000), [], default);
        await symbols.PutAsync(_project, File("0c", SymbolKind.Split, 3_000), [Id("01"), Id("02")], default);
        var recent = (await symbols.SinceAsync(2_000, 1_000, default)).Where(one => one.Project == _project).Select(one => one.Id.ToString());
        Assert.Equal(["0101", "0202", "0b0b"], recent.Order());
        Assert.Single(await symbols.SinceAsync(2_000, 1, default));
    }

    private static SymbolId Id(string digits) => SymbolId.TryParse(digits + digits, out var id) ? id : throw new ArgumentException(digits, nameof(digits));

    private static SymbolFile File(string id, SymbolKind kind, long at) => new(Id(id), kind, BlobId.OfDigest(new byte[32]), 1, "f", at, SymbolParts.Dwarf, "x86-64");
}

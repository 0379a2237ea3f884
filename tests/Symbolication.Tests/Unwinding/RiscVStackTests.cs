using Fleet.Domain.Symbols;
using Fleet.Symbolication.Processing;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>Stacks of riscv64 programs that crashed in the emulator, against the debugger's there.</summary>
public sealed class RiscVStackTests : IDisposable
{
    private readonly Toolbox _tools = new();

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData("kinds")]
    [InlineData("qsort_callback")]
    public void Functions_are_those_of_the_debugger(string name)
    {
        Assert.SkipUnless(RiscVCrash.IsPossible, "there is no compiler for riscv64");
        var crash = RiscVCrash.Make(_tools, name);
        Assert.SkipWhen(crash.Core.Length == 0, "there is no emulator or debugger of riscv64");
        using var source = ByteSource.Map(crash.Core);
        var thread = Assert.Single(new CoreProcessor(new SymbolFileCache()).Process(source, name, new OneFile(crash.Program)).Threads);
        Assert.NotEmpty(crash.Functions);
        Assert.Equal(crash.Functions, thread.Frames.Where(frame => frame.Line > 0).Select(frame => frame.Function));
    }

    private sealed class OneFile(string path) : ISymbolFiles
    {
        public string? Find(SymbolId id, SymbolKind kind) => path;
    }
}

using Fleet.Symbolication.Core;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Tests.Corpus.Oracle;
using Fleet.Symbolication.Unwinding;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>What Fleet makes of a core, in the oracle's words.</summary>
/// <param name="Threads">By id.</param>
/// <param name="IsCode">Whether there is code of a module at an address; of one without a file, any of its addresses.</param>
internal sealed record OurFrames(IReadOnlyDictionary<int, IReadOnlyList<OracleFrame>> Threads, Func<ulong, bool> IsCode)
{
    /// <param name="open">How files of the case's build are opened; null for as they are.</param>
    public static OurFrames Of(ICrashFiles crash, string path, Func<string, ElfFile>? open = null)
    {
        using var source = ByteSource.Map(path);
        using var executable = ByteSource.Map(crash.Executable);
        var program = ElfFile.Open(executable, crash.Executable);
        using var core = CoreDump.Open(source, path, new CoreOptions { Program = program });
        var modules = new CaseModules(crash, program, core, open);
        var memory = core.MemoryWith(module => modules.Of(module).Executable);
        var unwinder = new Unwinder(new UnwindTarget(core.Machine, memory, core.Modules, modules) { ReturnAddressMask = core.SignatureBits });
        var threads = core.Threads.ToDictionary(
            thread => thread.Id,
            thread => (IReadOnlyList<OracleFrame>)[.. unwinder.Unwind(thread.Registers!.Value).Frames.SelectMany(frame => Symbolize(modules, frame)).Take(OracleThread.MaxFrames)]);
        List<(ulong Start, ulong End)> code = [.. core.Modules.SelectMany(module => modules.Of(module).Executable is { } file
            ? file.Segments.Where(segment => segment is { Type: ElfSegment.Load, IsExecutable: true }).Select(segment => (module.Bias + segment.Address, module.Bias + segment.Address + segment.MemorySize))
            : [(module.Start, module.End)])];
        return new OurFrames(threads, address => code.Any(range => range.Start <= address && address < range.End));
    }

    /// <summary>
    /// How many of the debugger's frames can be right: where a call returns to is code of a module. Where it has no unwind tables it guesses, and then reads return
    /// addresses that are none.
    /// </summary>
    public int Credible(IReadOnlyList<OracleFrame> oracle)
    {
        var credible = 0;
        while (credible < oracle.Count
            && (credible == 0 || oracle[credible].Function == OracleFrame.SignalTrampoline || IsCode(oracle[credible].Pc)))
        {
            credible++;
        }

        return credible;
    }

    private static IEnumerable<OracleFrame> Symbolize(CaseModules modules, StackFrame frame)
    {
        if (frame.IsSignal)
        {
            return [new OracleFrame(frame.Pc, OracleFrame.SignalTrampoline, "", 0, false)];
        }

        var found = frame.Module is { } module && modules.SymbolizerOf(module) is { } symbolizer ? symbolizer.Resolve(frame.LookupOffset) : [];
        return found.Count == 0
            ? [new OracleFrame(frame.Pc, "", "", 0, false)]
            : found.Select(source => new OracleFrame(frame.Pc, NameOf(source), source.Line?.File ?? "", source.Line?.Line ?? 0, source.IsInlined));
    }

    /// <summary>Rust's functions are named by their symbols, where gdb names them by the debugging information.</summary>
    private static string NameOf(SourceFrame source) =>
        source.Die is { } die && DwarfLanguage.IsRust(die.Unit.Language) ? source.Function.Display : source.Function.Scoped;
}

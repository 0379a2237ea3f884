using Fleet.Domain.Traces.Grouping;

namespace Fleet.Domain.Traces;

/// <summary>From a signal and what surrounds it to the kind of failure. Total: each combination has a class.</summary>
public static class CrashClassRules
{
    /// <summary>Addresses below are a null pointer's, with the offset of a member or an element: Linux maps nothing there (<c>vm.mmap_min_addr</c>).</summary>
    public const ulong NullBytes = 64 * 1024;

    /// <summary>How far below the stack pointer a call or a prologue reaches: a probe of pages, or the arguments of a call.</summary>
    public const ulong StackProbeBytes = 64 * 1024;

    /// <summary>How far above the stack pointer the frame of a function may reach into the guard page, for a stack that is <see cref="DeepFrames"/> deep.</summary>
    public const ulong LargeFrameBytes = 1024 * 1024;

    /// <summary>A stack as deep as this is taken to have run out where a shallow one may have been written over its top.</summary>
    public const int DeepFrames = 64;

    /// <summary>Frames in which the machinery of an abort is looked for: the deepest known chain, that of a Rust panic in a C++ callback, has about twenty.</summary>
    private const int MachineryFrames = 32;

    /// <summary>The smallest page of the architectures.</summary>
    private const int PageBits = 12;

    /// <summary><c>SI_KERNEL</c>: on x86 the fault of an address that is not canonical, which the processor does not tell.</summary>
    private const int SiKernel = 0x80;

    public static CrashClass Of(CrashFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Signal switch
        {
            SignalNames.Segv => OfSegv(facts),
            SignalNames.Abrt => OfAbort(facts, CrashClass.Abort),

            // How Rust's abort and __builtin_trap end: the frames tell which of the two.
            SignalNames.Ill or SignalNames.Trap => OfAbort(facts, new CrashClass(SignalNames.Of(facts.Signal))),
            _ => new CrashClass(SignalNames.Of(facts.Signal)),
        };
    }

    private static CrashClass OfSegv(CrashFacts facts)
    {
        // A code of 0 or less is a process's doing (SI_FROMUSER): what stands in the place of the address is its id.
        if (facts.Code <= 0)
        {
            return new CrashClass(SignalNames.Of(facts.Signal));
        }

        if (facts.Code == SiKernel || facts.FaultAddress is not { } fault)
        {
            return CrashClass.SegvWild;
        }

        return fault < NullBytes ? CrashClass.SegvNull
            : fault == facts.ProgramCounter ? CrashClass.SegvExec
            : IsStackOverflow(fault, facts) ? CrashClass.StackOverflow
            : CrashClass.SegvWild;
    }

    /// <summary>
    /// Below the stack pointer, or on its page, means that the page of the stack pointer itself, or what grows from it, cannot be written. Above it lies the
    /// frame, which a deep stack has pushed over the end; or, in a shallow one, what a loop wrote over the stack's other end.
    /// </summary>
    private static bool IsStackOverflow(ulong fault, CrashFacts facts) =>
        facts.StackPointer is { } sp && sp >= NullBytes
        && (fault <= sp ? sp - fault <= StackProbeBytes
            : fault >> PageBits == sp >> PageBits || (facts.Frames.Count >= DeepFrames && fault - sp <= LargeFrameBytes));

    private static CrashClass OfAbort(CrashFacts facts, CrashClass otherwise)
    {
        foreach (var frame in facts.Frames.Take(MachineryFrames))
        {
            if (frame.Function.Length == 0)
            {
                continue;
            }

            var name = NativeName.Canonical(frame.Function);
            if (AbortMachinery.Tells(name) is { } told)
            {
                return told;
            }

            if (!AbortMachinery.IsPart(name) && !SystemModules.IsSystem(frame.Module) && !Wrappers.IsLibrary(name))
            {
                break;
            }
        }

        return AbortMessages.Tells(facts.Message) ?? otherwise;
    }
}

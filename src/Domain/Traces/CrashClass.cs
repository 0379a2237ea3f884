namespace Fleet.Domain.Traces;

/// <summary>What kind of failure it was: the first part of every signature, so its texts are stored and never change their meaning.</summary>
/// <param name="Text">Lower case for what is concluded, the signal's name where nothing is, <c>exception:TYPE</c>, <c>kernel:KIND</c>, <c>reboot:REASON</c>.</param>
public readonly record struct CrashClass(string Text)
{
    /// <summary>Access below <see cref="CrashClassRules.NullBytes"/>.</summary>
    public static CrashClass SegvNull { get; } = new("segv-null");

    /// <summary>Access to any other address that is not mapped, or not so.</summary>
    public static CrashClass SegvWild { get; } = new("segv-wild");

    /// <summary>A jump to what is no code.</summary>
    public static CrashClass SegvExec { get; } = new("segv-exec");

    public static CrashClass StackOverflow { get; } = new("stack-overflow");

    /// <summary><c>abort()</c>, and nothing says why.</summary>
    public static CrashClass Abort { get; } = new("abort");

    public static CrashClass AbortAssert { get; } = new("abort:assert");

    /// <summary>The allocator found its data damaged.</summary>
    public static CrashClass AbortMalloc { get; } = new("abort:malloc");

    /// <summary>An exception that nobody caught, or <c>std::terminate</c> for another reason.</summary>
    public static CrashClass AbortCxxException { get; } = new("abort:c++-exception");

    public static CrashClass AbortRustPanic { get; } = new("abort:rust-panic");

    /// <summary>The canary of a function's frame was overwritten.</summary>
    public static CrashClass AbortStackSmash { get; } = new("abort:stack-smash");

    /// <summary>A checked function of the C library would have written behind its buffer (<c>_FORTIFY_SOURCE</c>).</summary>
    public static CrashClass AbortFortify { get; } = new("abort:fortify");

    public static CrashClass OfException(string type) => new($"exception:{type}");

    /// <param name="kind">One of <see cref="Texts.KernelCauses"/>.</param>
    public static CrashClass OfKernel(string kind) => new($"kernel:{kind}");

    /// <param name="reason">A reason of a reboot that was not meant, or a product's own without its <c>!</c>.</param>
    public static CrashClass OfReboot(string reason) => new($"reboot:{reason}");

    public override string ToString() => Text;
}

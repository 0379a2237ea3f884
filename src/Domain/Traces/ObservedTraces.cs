using Fleet.Domain.Traces.Texts;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Reboots;
using Reported = Fleet.Protocol.Traces.Trace;

namespace Fleet.Domain.Traces;

/// <summary>Traces of what devices tell, before anybody has a core: a crash's summary, a reboot that was not meant, what an application reports by itself.</summary>
public static class ObservedTraces
{
    private const string NoReason = "unknown_error";

    /// <summary>All modules with a build-id are missing as yet: their symbols have not been asked for.</summary>
    public static Trace Of(Crash crash)
    {
        ArgumentNullException.ThrowIfNull(crash);
        TraceFrame[] frames = [.. crash.Frames.Select(f => new TraceFrame(f.Module, f.BuildId, f.Offset, "", "", 0, IsInlined: false, TraceTrust.Device))];

        // An address in no module stands in the place of the offset; of others the device does not say where they lie.
        ulong? counter = crash.Frames is [{ Module.Length: 0, BuildId.Length: 0 } first, ..] ? first.Offset : null;
        return new Trace
        {
            Language = TraceLanguage.Native,
            Class = CrashClassRules.Of(new CrashFacts(crash.Signal, crash.Code, crash.FaultAddress, counter, StackPointer: null, frames)),
            Program = crash.Program,
            Signal = crash.Signal,
            Code = crash.Code,
            FaultAddress = crash.FaultAddress,
            Threads = [new TraceThread(crash.Pid, crash.Thread, frames)],
            MissingBuildIds = [.. frames.Select(f => f.BuildId).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)],
        };
    }

    /// <returns>Null when the device was meant to boot: that is no failure.</returns>
    public static Trace? Of(Reboot reboot)
    {
        ArgumentNullException.ThrowIfNull(reboot);
        if (reboot.IsExpected)
        {
            return null;
        }

        var stack = reboot.Details.Length > 0 ? KernelLog.Read(reboot.Details) : TextStack.Empty;
        return new Trace
        {
            Language = TraceLanguage.Kernel,
            Class = stack.Type.Length > 0 ? CrashClass.OfKernel(stack.Type)
                : reboot.Reason == RebootReason.KernelPanic ? CrashClass.OfKernel("panic")
                : CrashClass.OfReboot(NameOf(reboot)),
            Program = "",
            Message = stack.Message,
            Threads = stack.Frames.Count > 0 ? [new TraceThread(0, "", stack.Frames)] : [],
        };
    }

    public static Trace Of(Reported reported)
    {
        ArgumentNullException.ThrowIfNull(reported);
        var language = TextTraces.LanguageOf(reported.Language);
        var stack = TextTraces.Read(language, reported.Stack);
        return new Trace
        {
            Language = language,

            // What the program says of itself is surer than what was read out of a text.
            Class = language == TraceLanguage.Kernel && stack.Type.Length > 0 ? CrashClass.OfKernel(stack.Type) : CrashClass.OfException(reported.Type),
            Program = reported.Program,
            Message = reported.Message.Length > 0 ? reported.Message : stack.Message,
            Threads = stack.Frames.Count > 0 ? [new TraceThread(0, "", stack.Frames)] : [],
        };
    }

    private static string NameOf(Reboot reboot) => reboot.Reason switch
    {
        RebootReason.Custom => reboot.Slug.TrimStart('!'),
        RebootReason.Unknown => NoReason,
        RebootReason.Assert => "assert",
        RebootReason.BrownOut => "brown_out",
        RebootReason.Nmi => "nmi",
        RebootReason.HardwareWatchdog => "hardware_watchdog",
        RebootReason.SoftwareWatchdog => "software_watchdog",
        RebootReason.Clock => "clock",
        RebootReason.KernelPanic => "kernel_panic",
        RebootReason.UpdateError => "update_error",

        // Of a newer device.
        _ => $"reason-{(int)reboot.Reason}",
    };
}

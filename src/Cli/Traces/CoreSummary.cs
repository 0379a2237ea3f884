using Fleet.Api.V1;
using Fleet.Protocol;
using Fleet.Symbolication;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Unwinding;
using CoreStrategy = Fleet.Api.V1.CoreStrategy;

namespace Fleet.Cli.Traces;

/// <summary>What a core says of its crash, as a device's agent would have summed it up.</summary>
/// <param name="Crash">Without an id, unless the core is an agent's.</param>
/// <param name="Device">What an agent noted; null in cores of others.</param>
/// <param name="Warnings">What is missing of the core.</param>
internal sealed record CoreSummary(Crash Crash, DeviceProcess? Device, IReadOnlyList<string> Warnings)
{
    private const string UnknownProgram = "unknown";

    /// <exception cref="MalformedException">It is no core.</exception>
    public static CoreSummary Read(string path)
    {
        using var source = ByteSource.Map(path);
        using var core = CoreDump.Open(source, path);
        using var images = new LocalImages();
        var device = core.Device?.Process;
        var executable = device?.Executable ?? core.Program?.Path ?? "";
        var crash = new Crash
        {
            Id = device?.CrashId.ToString("n") ?? "",
            Program = Cut(FirstOf(device?.Program, core.Process?.Name, Path.GetFileName(executable), UnknownProgram), ProtocolLimits.MaxNameLength),
            Executable = Cut(executable, ProtocolLimits.MaxPathLength),
            Pid = Math.Max(0, device?.Pid ?? core.Process?.Pid ?? 0),
            Signal = core.Signal is { Number: > 0 and <= ProtocolLimits.MaxSignal } signal ? signal.Number : 0,
            Code = core.Signal?.Code ?? 0,
            FaultAddress = core.Signal?.FaultAddress is { } fault ? Hex(fault) : "",
            Thread = Cut(device?.Thread ?? (core.Threads.IsEmpty ? "" : core.Threads[0].Name), ProtocolLimits.MaxNameLength),
            Strategy = device is null ? CoreStrategy.Full : (CoreStrategy)((int)device.Strategy + 1),
        };
        crash.Frames.AddRange(FramesOf(core, images));
        return new CoreSummary(crash, device, core.Warnings);
    }

    private static IEnumerable<CrashFrame> FramesOf(CoreDump core, LocalImages images)
    {
        if (core.Device is { Frames.IsEmpty: false } noted)
        {
            return noted.Frames.Take(ProtocolLimits.MaxCrashFrames).Select(f => Frame(f.BuildId, f.Module, f.Offset));
        }

        if (core.Threads.IsEmpty || core.Threads[0].Registers is not { } registers)
        {
            return [];
        }

        var stack = new Unwinder(UnwindTarget.Of(core, images)).Unwind(registers);
        return stack.Frames.Take(ProtocolLimits.MaxCrashFrames).Select(f => f.Module is { } module
            ? Frame(module.BuildId, Path.GetFileName(module.Path), f.Pc - module.Start)
            : Frame("", "", f.Pc));
    }

    private static CrashFrame Frame(string buildId, string module, ulong offset) => new()
    {
        BuildId = buildId.Length <= 2 * ProtocolLimits.MaxBuildIdBytes ? buildId : "",
        Module = Cut(module, ProtocolLimits.MaxNameLength),
        Offset = Hex(offset),
    };

    private static string Hex(ulong value) => $"0x{value:x}";

    private static string FirstOf(params string?[] texts) => Array.Find(texts, text => text is { Length: > 0 })!;

    /// <summary>As much as an agent would send, and nothing that is not to be shown.</summary>
    private static string Cut(string text, int length)
    {
        var printable = string.Concat(text.Where(c => !char.IsControl(c)));
        return printable.Length <= length ? printable : printable[..length];
    }
}

namespace Fleet.Domain.Traces;

/// <summary>What a crash class is decided from.</summary>
/// <param name="Signal">Number of the signal.</param>
/// <param name="Code">Of the signal (<c>si_code</c>).</param>
/// <param name="FaultAddress">What was accessed; null when the signal has none.</param>
/// <param name="ProgramCounter">Of the thread that failed; null when unknown.</param>
/// <param name="StackPointer">Of the thread that failed; null when unknown, as in a device's summary.</param>
/// <param name="Frames">Of the thread that failed, the innermost first; their functions may be missing.</param>
/// <param name="Message">What the process said at its end, where that is known; else empty.</param>
public sealed record CrashFacts(
    int Signal, int Code, ulong? FaultAddress, ulong? ProgramCounter, ulong? StackPointer, IReadOnlyList<TraceFrame> Frames, string Message = "");

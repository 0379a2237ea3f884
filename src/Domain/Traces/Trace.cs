namespace Fleet.Domain.Traces;

/// <summary>
/// One captured failure and its stacks: from a coredump, from a device's summary of a crash before any symbols, or from the text that a kernel or a language's
/// runtime printed. What groups it into issues is made of it by <see cref="Grouping.TraceSignatures"/>.
/// </summary>
public sealed record Trace
{
    public required TraceLanguage Language { get; init; }

    public required CrashClass Class { get; init; }

    /// <summary>Whose failure it is: the process's name. Empty when unknown, and for kernels.</summary>
    public required string Program { get; init; }

    /// <summary>Number of the signal; 0 when there was none.</summary>
    public int Signal { get; init; }

    /// <summary>Of the signal (<c>si_code</c>).</summary>
    public int Code { get; init; }

    /// <summary>What was accessed that may not be, if that is what failed.</summary>
    public ulong? FaultAddress { get; init; }

    /// <summary>What the failure said of itself, for people. It groups nothing: messages have figures in them.</summary>
    public string Message { get; init; } = "";

    public IReadOnlyList<TraceThread> Threads { get; init; } = [];

    /// <summary>Index in <see cref="Threads"/> of the one that failed.</summary>
    public int Crashed { get; init; }

    /// <summary>What was mapped, in the order of addresses; empty when nobody says.</summary>
    public IReadOnlyList<TraceModule> Modules { get; init; } = [];

    /// <summary>The last lines of the device's log, the oldest first; empty when the device sent none.</summary>
    public IReadOnlyList<TraceLogLine> Log { get; init; } = [];

    /// <summary>Build-ids whose files would make the stacks better, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> MissingBuildIds { get; init; } = [];

    /// <summary>Frames of the thread that failed, the innermost first.</summary>
    public IReadOnlyList<TraceFrame> CrashedFrames => (uint)Crashed < (uint)Threads.Count ? Threads[Crashed].Frames : [];
}

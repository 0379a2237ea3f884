namespace Fleet.Domain.Traces;

/// <summary>Bounds of a trace. What makes one keeps to them, by cutting; what reads a stored one refuses more.</summary>
public static class TraceLimits
{
    /// <summary>Threads of a core that are unwound.</summary>
    public const int MaxThreads = 4_096;

    /// <summary>Frames of a thread: 256 on the stack, and the calls inlined into them.</summary>
    public const int MaxFrames = 1_024;

    /// <summary>Build-ids that a trace lacks: a process with more libraries than that lacks the same ones in every trace.</summary>
    public const int MaxMissing = 1_024;

    /// <summary>Characters of a function's name. Scope names have no template arguments, so longer ones are generated code or damage.</summary>
    public const int MaxFunction = 1_024;

    /// <summary>Programs and libraries of a process, as many as are looked for in a core.</summary>
    public const int MaxModules = 8_192;

    /// <summary>General registers of a thread: 33 are the most that a machine has.</summary>
    public const int MaxRegisters = 64;

    /// <summary>Variables of a trace: some dozens for each frame of a usual one. A core of thousands of threads has those of its first threads.</summary>
    public const int MaxVariables = 32_768;

    /// <summary>Characters of a variable's value: what a person reads of a structure.</summary>
    public const int MaxVariableValue = 1_024;

    /// <summary>Characters of a variable's type: template arguments make them long.</summary>
    public const int MaxVariableType = 256;

    /// <summary>Lines of the device's log: five times what the agent sends.</summary>
    public const int MaxLogLines = 256;

    /// <summary>Characters of such a line, and of the name of who wrote it: four times what the agent sends.</summary>
    public const int MaxLogText = 4_096;

    /// <summary>Characters of any other text of a trace, that of <c>ProtocolLimits.MaxDetailsLength</c>.</summary>
    public const int MaxText = 32 * 1024;

    /// <summary>Different texts in a trace: of each variable its name, type and value, and functions and files.</summary>
    public const int MaxTexts = 262_144;

    /// <summary>Bytes of an encoded trace before compression: a core of 4,096 threads of 100 frames has some ten.</summary>
    public const int MaxEncodedBytes = 64 * 1024 * 1024;
}

namespace Fleet.Domain.Traces;

/// <summary>Files of a module that were found. The numbers are stored: never renumber.</summary>
[Flags]
public enum TraceModuleFiles
{
    None = 0,

    /// <summary>The program or library itself, which unwinding needs.</summary>
    Executable = 1,

    /// <summary>Debugging information, in the program or beside it: lines, inlined calls, variables.</summary>
    DebugInformation = 2,
}

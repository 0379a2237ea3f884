namespace Fleet.Domain.Traces;

/// <summary>Whose frames a trace has: how their functions are named, and which of them say nothing. The numbers are stored: never renumber.</summary>
public enum TraceLanguage
{
    /// <summary>Machine code of a process: C, C++, Rust, Go.</summary>
    Native = 0,
    Kernel = 1,
    Python = 2,
    DotNet = 3,
    Node = 4,
    Java = 5,

    /// <summary>One that is not known here; its stack is not read.</summary>
    Other = 6,
}

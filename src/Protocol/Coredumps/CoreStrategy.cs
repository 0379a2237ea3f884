namespace Fleet.Protocol.Coredumps;

/// <summary>How much of a dead process a coredump holds. The numbers are on the wire: never renumber.</summary>
public enum CoreStrategy
{
    /// <summary>No core was kept: the crash is counted and summed up all the same.</summary>
    None = 0,

    /// <summary>Notes only: the registers of every thread.</summary>
    Registers = 1,

    /// <summary>Registers, the top of every stack, and what names the modules: enough to unwind with symbol files.</summary>
    Threads = 2,

    /// <summary>All that the kernel gave.</summary>
    Full = 3,
}

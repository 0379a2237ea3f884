namespace Fleet.Grains.Symbolication;

/// <summary>How a worker failed over a core.</summary>
public enum SymbolicationFailure
{
    /// <summary>More time, of the clock or of processors, than a core may have.</summary>
    Time,

    /// <summary>More memory than a worker may have.</summary>
    Memory,

    /// <summary>The worker ended.</summary>
    Crash,

    /// <summary>What the worker answered is no answer.</summary>
    Answer,

    /// <summary>No worker could be started, or the disk is full: no fault of the core.</summary>
    Unavailable,
}

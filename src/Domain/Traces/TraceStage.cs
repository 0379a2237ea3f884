namespace Fleet.Domain.Traces;

/// <summary>How far a trace is on its way from what the device told to a stack with names. The numbers are stored: never renumber.</summary>
public enum TraceStage
{
    /// <summary>It is what the device told, and nothing more is there to make of it as yet.</summary>
    Told = 1,

    /// <summary>It is on the work list.</summary>
    Waiting = 2,

    /// <summary>Its stack was made of its core, or of the offsets that the device told.</summary>
    Symbolicated = 3,

    /// <summary>Nothing could be made of its core; it is as the device told it.</summary>
    Failed = 4,

    /// <summary>Its core ended whoever read it, more than once: nobody touches it until somebody says so.</summary>
    Quarantined = 5,
}

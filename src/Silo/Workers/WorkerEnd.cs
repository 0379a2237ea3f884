namespace Fleet.Silo.Workers;

/// <summary>Why a worker ended or was ended.</summary>
internal enum WorkerEnd
{
    /// <summary>It took too much time.</summary>
    Time,

    /// <summary>It took too much memory.</summary>
    Memory,

    /// <summary>It ended by itself.</summary>
    Exit,

    /// <summary>What it sent is no answer.</summary>
    Answer,

    /// <summary>It has done as many cores as one may.</summary>
    Recycled,

    /// <summary>It had nothing to do.</summary>
    Idle,

    /// <summary>Its work was given up.</summary>
    GivenUp,
}

namespace Fleet.Gateway.Hosting;

/// <summary>The process's garbage-collected memory.</summary>
internal interface IIdleHeap
{
    /// <summary>Since the process began.</summary>
    long AllocatedBytes { get; }

    /// <summary>Taken from the system, in use or not, as of the last collection.</summary>
    long CommittedBytes { get; }

    /// <summary>Collects all generations and returns what is free to the system.</summary>
    void GiveBack();
}

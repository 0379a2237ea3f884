namespace Fleet.Grains.Traces;

/// <summary>What of the stacks that were made of cores the rows of traces need. It is primary data: cores go, and what was made of them stays.</summary>
public interface ITraceStackIndex
{
    /// <summary>Those of the crashes that have one, by crash.</summary>
    Task<IReadOnlyDictionary<Guid, KnownStack>> FindAsync(string project, IReadOnlyCollection<Guid> crashes, CancellationToken cancellation);

    /// <summary>Removes those of crashes whose rows go: their device was deleted, or they expired. May be repeated.</summary>
    Task DeleteAsync(string project, IReadOnlyCollection<Guid> crashes, CancellationToken cancellation);
}

namespace Fleet.Grains.Traces;

/// <summary>Stacks that were made of cores, or of the offsets that devices told, to be shown.</summary>
public interface ITraceStacks
{
    /// <summary>What was made of a crash; null when nothing was as yet.</summary>
    /// <exception cref="InvalidDataException">What is stored is damaged.</exception>
    Task<MadeStack?> FindAsync(string project, Guid crashId, CancellationToken cancellation);
}
